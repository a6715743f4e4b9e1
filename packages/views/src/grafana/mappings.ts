import type { ValueMapping } from '../severity.ts';
import { severityOfColour } from './colours.ts';
import { numberOf, objectOf, objectsOf, textOf, type Json } from './json.ts';

export interface ImportedMappings {
  readonly mappings: readonly ValueMapping[];
  /** Words for patterns, texts and special values are left out. */
  readonly isPartial: boolean;
  /** Words for a value that is not there: they are said where there is none. */
  readonly forNothing: string;
}

/** Words for values, of all forms that there have been: by fields, with numbers for their kinds before, and in the oldest panels. */
export function mappingsOf(panel: Json): ImportedMappings {
  const defaults = objectOf(objectOf(panel['fieldConfig'])['defaults']);
  const list = readMappings(defaults['mappings']);
  const old = oldMappings(panel);
  return {
    mappings: [...list.mappings, ...old.mappings],
    isPartial: list.isPartial || old.isPartial,
    forNothing: list.forNothing || old.forNothing,
  };
}

/** Mappings of a panel, or of one field. */
export function readMappings(given: unknown): ImportedMappings {
  const read = new Reading();
  for (const it of objectsOf(given)) {
    const options = objectOf(it['options']);
    const result = objectOf(options['result']);
    switch (it['type']) {
      case 'value':
        for (const [value, said] of Object.entries(options)) read.value(value, objectOf(said));
        break;
      case 'range':
        read.range(options['from'], options['to'], result);
        break;
      case 'special':
        if (/^(null|null\+nan|empty)$/.test(textOf(options['match']))) read.nothing(textOf(result['text']));
        else read.isPartial = true;
        break;
      case 1:
        read.value(it['value'], it);
        break;
      case 2:
        read.range(it['from'], it['to'], it);
        break;
      default:
        read.isPartial = true;
    }
  }
  return read;
}

/** `mappingType` says which of the two lists is shown: 1 for values, 2 for ranges. */
function oldMappings(panel: Json): ImportedMappings {
  const read = new Reading();
  if (panel['mappingType'] === 2) for (const it of objectsOf(panel['rangeMaps'])) read.range(it['from'], it['to'], it);
  else for (const it of objectsOf(panel['valueMaps'])) read.value(it['value'], it);
  return read;
}

class Reading implements ImportedMappings {
  readonly mappings: ValueMapping[] = [];
  isPartial = false;
  forNothing = '';

  value(value: unknown, said: Json): void {
    const number = numberOf(value);
    if (value === 'null' || value === null) this.nothing(textOf(said['text']));
    else if (number !== undefined) this.#add({ value: number }, said);
    // An empty one is what the editor began with.
    else if (textOf(value) !== '') this.isPartial = true;
  }

  /** An end that is left out is open; `null` to `null` is a value that is not there. */
  range(from: unknown, to: unknown, said: Json): void {
    const [least, most] = [numberOf(from), numberOf(to)];
    if (from === 'null' && to === 'null') this.nothing(textOf(said['text']));
    else if (least !== undefined || most !== undefined) {
      this.#add({ ...(least === undefined ? {} : { from: least }), ...(most === undefined ? {} : { to: most }) }, said);
    }
  }

  nothing(text: string): void {
    this.forNothing ||= text;
  }

  /** A colour without a word is no mapping here: the number stays. */
  #add(of: Omit<ValueMapping, 'text' | 'severity'>, said: Json): void {
    const text = textOf(said['text']);
    const severity = severityOfColour(textOf(said['color']));
    if (text === '') this.isPartial = true;
    else this.mappings.push({ ...of, text, ...(severity === 'unknown' ? {} : { severity }) });
  }
}
