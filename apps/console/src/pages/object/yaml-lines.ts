import { stringify } from 'yaml';

/** A piece of a line of YAML, by what it is. */
export interface YamlPiece {
  readonly kind: 'key' | 'punctuation' | 'text' | 'number' | 'word' | 'plain';
  readonly text: string;
}

/** An object as YAML; nothing is folded, so that what is copied is what there is. */
export const yamlText = (object: Readonly<Record<string, unknown>>): string =>
  stringify(object, { lineWidth: 0, aliasDuplicateObjects: false });

const KEY = /^(\s*(?:- )*)([^\s#"'&*!|>%@`{}[\],][^:]*|"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')(:)(?=\s|$)(.*)$/;
const ITEM = /^(\s*(?:- )+)(.*)$/;

/** A line in pieces that are coloured each their own way. Only the lines that `yamlText` writes are told apart well. */
export function yamlPieces(line: string): readonly YamlPiece[] {
  const key = KEY.exec(line);
  if (key !== null) {
    return present([
      { kind: 'punctuation', text: key[1]! },
      { kind: 'key', text: key[2]! },
      { kind: 'punctuation', text: key[3]! },
      valueOf(key[4]!),
    ]);
  }
  const item = ITEM.exec(line);
  if (item !== null) return present([{ kind: 'punctuation', text: item[1]! }, valueOf(item[2]!)]);
  return present([{ kind: 'plain', text: line }]);
}

function valueOf(text: string): YamlPiece {
  const value = text.trim();
  if (/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(value)) return { kind: 'number', text };
  if (/^(?:true|false|null)$/.test(value)) return { kind: 'word', text };
  if (/^[|>][+-]?$/.test(value) || value === '{}' || value === '[]') return { kind: 'punctuation', text };
  return { kind: 'text', text };
}

const present = (pieces: readonly YamlPiece[]): readonly YamlPiece[] => pieces.filter((it) => it.text !== '');
