import { z } from 'zod';
import { didYouMean } from '../config/did-you-mean.ts';
import { parseDurationMs } from '../config/duration.ts';
import { INPUT_NAMES, type InputName } from '../config/input-names.ts';
import { isError, problemAt, type Place, type Problem } from '../config/problem.ts';
import { issuesToProblems, joinPath } from './issues-to-problems.ts';

/** A block such as `[inputs.container]` or `[[inputs.cpu]]`: switches something on that the agent collects by itself. */
export interface LocalInput {
  readonly name: InputName;
  readonly file: string;
  readonly key: string;
  readonly line: number | undefined;
  readonly intervalMs: number | undefined;
  /** Labels for what this input collects. */
  readonly tags: Readonly<Record<string, string>>;
  /** Of `[inputs.container]`. */
  readonly container: ContainerOptions | undefined;
}

const text = z.string('expected a string in quotes');
const flag = z.boolean('expected true or false, without quotes');
const textTable = z.record(z.string(), text, 'expected a table of strings');
const interval = text.transform((value, context) => {
  const ms = parseDurationMs(value);
  // The reference agent's bounds.
  if (ms !== undefined && ms > 0) return Math.min(300_000, Math.max(10_000, ms));
  context.addIssue({ code: 'custom', message: `expected a duration such as "10s", got ${JSON.stringify(value)}` });
  return z.NEVER;
});
const common = { interval: interval.optional(), tags: textTable.default({}) };

const hostSchema = z.object(common);
const containerSchema = z.object({
  ...common,
  docker_endpoint: text.default(''),
  containerd_address: text.default(''),
  endpoints: z.array(text, 'expected a list of strings, as ["a", "b"]').default([]),
  enable_container_metric: flag.default(true),
  enable_k8s_metric: flag.default(true),
  enable_k8s_event: flag.default(true),
  kubernetes_url: text.default(''),
  bearer_token: text.default(''),
  bearer_token_string: text.default(''),
  tls_ca: text.default(''),
  tls_cert: text.default(''),
  tls_key: text.default(''),
  insecure_skip_verify: flag.default(false),
});

/** The options of `[inputs.container]` that mean something here. */
export type ContainerOptions = z.output<typeof containerSchema>;

/**
 * Options of the reference agent's container input that need no word: about logs, of which nothing is collected, and about
 * what is always so here (pods are measured, pause containers are no containers, labels stay labels, election is a setting).
 */
const ACCEPTED =
  /^(logging_|container_(include|exclude)_(log|metric)|extract_k8s_|enable_pod_metric$|exclude_pause_container$|enable_k8s_(node_local|self_metric)|enable_aut|keep_exist_prometheus|disable_collect_kube_job|max_concurrent$|ignore_deadstate|election$|pod_|k8s_)/;

type PlaceOf = (path: string) => Place;

/** Reads the block of an input that is collected without addresses. */
export function readLocalInput(
  name: InputName,
  file: string,
  key: string,
  block: unknown,
  placeOf: PlaceOf,
): { readonly input?: LocalInput; readonly problems: readonly Problem[] } {
  const isContainer = name === 'container';
  const schema = isContainer ? containerSchema : hostSchema;
  const options = typeof block === 'object' && block !== null ? Object.keys(block) : [];
  const known = Object.keys(schema.shape);
  const parsed = schema.safeParse(block);
  if (!parsed.success) return { problems: issuesToProblems(parsed.error.issues, key, known, placeOf) };
  const { interval: intervalMs, tags } = parsed.data;
  const problems = options
    .filter((option) => !known.includes(option) && !(isContainer && ACCEPTED.test(option)))
    .map((option) => noEffect(option, known, placeOf(joinPath(key, [option]))));
  const container = isContainer ? containerSchema.parse(block) : undefined;
  if (container?.insecure_skip_verify === true && container.kubernetes_url !== '') {
    const message = 'the certificate of the API server is not verified';
    const place = placeOf(joinPath(key, ['insecure_skip_verify']));
    problems.push(problemAt(place, 'warning', 'tls_unverified', message, 'Name its CA in tls_ca instead'));
  }
  if (problems.some(isError)) return { problems };
  return { input: { name, file, key, line: placeOf(key).line, intervalMs, tags, container }, problems };
}

/** The reference agent has many options for its host inputs; they narrow down what is collected, or change what it is called. */
function noEffect(option: string, known: readonly string[], place: Place): Problem {
  const near = didYouMean(option, known);
  const advice = near === undefined ? undefined : `Did you mean ${near}?`;
  return problemAt(place, 'warning', 'no_effect', 'this option has no effect here', advice);
}

export const isLocalInput = (kind: string): kind is InputName => INPUT_NAMES.some((name) => name === kind);
