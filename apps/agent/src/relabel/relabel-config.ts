import { z } from 'zod';
import { parseTemplate } from './expand-template.ts';
import { ANYTHING, compilePattern, type Pattern } from './pattern.ts';
import { RELABEL_ACTIONS, type RelabelAction, type RelabelRule } from './relabel.ts';

/** A rule as it is written. */
export interface RelabelConfig {
  readonly action?: RelabelAction;
  readonly source_labels?: readonly string[];
  readonly separator?: string;
  readonly regex?: string;
  readonly target_label?: string;
  readonly replacement?: string;
  readonly modulus?: number | bigint;
}

/** Compiles a rule of our own. */
export function relabelRule(config: RelabelConfig): RelabelRule {
  const regex = compilePattern(config.regex ?? ANYTHING);
  if ('error' in regex) throw new Error(`BUG: expression ${JSON.stringify(config.regex)}: ${regex.error}`);
  return rule(config, regex);
}

function rule(config: RelabelConfig, regex: Pattern): RelabelRule {
  const targetLabel = config.target_label ?? '';
  return {
    action: config.action ?? 'replace',
    sourceLabels: config.source_labels ?? [],
    separator: config.separator ?? ';',
    regex,
    targetLabel,
    targetTemplate: parseTemplate(targetLabel),
    replacement: parseTemplate(config.replacement ?? '$1'),
    modulus: BigInt(config.modulus ?? 0),
  };
}

const NEEDS_TARGET = new Set<RelabelAction>(['replace', 'hashmod', 'lowercase', 'uppercase', 'keepequal', 'dropequal']);
/** Options that an action makes no use of, and that are refused as Prometheus refuses them. */
const REFUSED: Partial<Record<RelabelAction, readonly (keyof RelabelConfig)[]>> = {
  lowercase: ['replacement'],
  uppercase: ['replacement'],
  keepequal: ['regex', 'modulus', 'separator', 'replacement'],
  dropequal: ['regex', 'modulus', 'separator', 'replacement'],
  labeldrop: ['source_labels', 'target_label', 'modulus', 'separator', 'replacement'],
  labelkeep: ['source_labels', 'target_label', 'modulus', 'separator', 'replacement'],
};

const text = z.string('expected a text');

/** One rule in a file whose scalars are all texts; gives the compiled rule. */
export const relabelConfigSchema = z
  .strictObject({
    action: text
      .transform((action) => action.toLowerCase())
      .pipe(z.enum(RELABEL_ACTIONS, `expected one of ${RELABEL_ACTIONS.join(', ')}`))
      .optional(),
    source_labels: z.array(text.min(1, 'expected the name of a label'), 'expected a list, as [__address__]').optional(),
    separator: text.optional(),
    regex: text.optional(),
    target_label: text.optional(),
    replacement: text.optional(),
    modulus: text
      .regex(/^\d{1,20}$/, 'expected a whole number')
      .transform(BigInt)
      .refine((modulus) => modulus < 2n ** 64n, 'expected a number below 2^64')
      .optional(),
  })
  .transform((written, context): RelabelRule => {
    const action = written.action ?? 'replace';
    const issue = (path: string, message: string, code?: string): void => {
      context.addIssue({ code: 'custom', path: [path], message, ...(code === undefined ? {} : { params: { code } }) });
    };
    if (NEEDS_TARGET.has(action) && (written.target_label ?? '') === '') {
      issue('target_label', `missing: ${action} needs it`);
    }
    if (action === 'hashmod' && (written.modulus ?? 0n) === 0n) issue('modulus', 'missing: hashmod needs it, above 0');
    for (const option of REFUSED[action] ?? []) {
      if (written[option] !== undefined) issue(option, `${action} makes no use of it`);
    }
    const regex = compilePattern(written.regex ?? ANYTHING);
    if ('error' in regex) {
      issue('regex', `bad regular expression ${JSON.stringify(written.regex)}: ${regex.error}`, 'bad_regex');
      return z.NEVER;
    }
    return rule({ ...dropUndefined(written), action }, regex);
  });

/** `undefined` and absent are the same to us, but not to the strict types. */
function dropUndefined<T extends object>(written: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
