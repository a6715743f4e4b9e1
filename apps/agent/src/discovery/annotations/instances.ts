import { isIP } from 'node:net';
import { isError, problemAt, type Problem } from '../../config/problem.ts';
import { parseConfFile, type PromInput } from '../../inputs/conf-file.ts';
import { urlsOf, type PromOptions } from '../../inputs/prom-options.ts';
import { targetsOf, type Target } from '../../scrape/target.ts';
import { addObjectLabels, META, podLabels } from '../kubernetes/meta-labels.ts';
import type { Pod } from '../kubernetes/objects.ts';

export const INSTANCES = 'datakit/prom.instances';
const IP_INDEX = 'datakit/prom.instances.ip_index';

export interface InstancesOutcome {
  readonly targets: readonly Target[];
  readonly problems: readonly Problem[];
}

/** Larger annotations than this there are not: Kubernetes allows 256 kB for all of an object. */
const MAX_LENGTH = 256 * 1024;

/**
 * The targets that a pod asks for with `[[inputs.prom]]` blocks in an annotation. Any user who may make a pod writes it, so it
 * says less than a file of the agent's: nothing in it may name files or sockets of the machine.
 */
export function instancesOf(pod: Pod): InstancesOutcome {
  const annotation = pod.metadata.annotations?.[INSTANCES];
  if (annotation === undefined || annotation.trim() === '' || pod.status?.phase !== 'Running') return NOTHING;
  const { namespace = '', name } = pod.metadata;
  const file = `pod ${namespace}/${name}, annotation ${INSTANCES}`;
  if (annotation.length > MAX_LENGTH) {
    return {
      targets: [],
      problems: [problemAt({ file }, 'error', 'bad_toml', `longer than ${MAX_LENGTH} characters`)],
    };
  }
  const ip = addressOf(pod);
  if (typeof ip !== 'string') return { targets: [], problems: [problemAt({ file }, 'error', 'bad_value', ip.message)] };
  // No address yet: it comes with a change of the pod.
  if (ip === '') return NOTHING;
  const text = fillIn(annotation, { IP: ip, NAMESPACE: namespace, PODNAME: name, NODENAME: pod.spec?.nodeName ?? '' });
  const conf = parseConfFile(file, text, { source: `${namespace}/${name}` });
  const problems: Problem[] = [...conf.problems];
  const tab = text.split('\n').findIndex((line) => /^ *\t/.test(line));
  if (tab >= 0) {
    const message =
      'this line is indented with a tab, which YAML does not allow: kubectl refuses a manifest that has it so';
    problems.push(problemAt({ file, line: tab + 1 }, 'warning', 'tab_indent', message, 'Indent it with spaces'));
  }
  const targets: Target[] = [];
  for (const input of conf.inputs) {
    const refused = refusals(input);
    problems.push(...refused);
    if (refused.some(isError)) continue;
    targets.push(...targetsOf(ofPod(input, pod)));
  }
  return { targets, problems };
}

const NOTHING: InstancesOutcome = { targets: [], problems: [] };

function addressOf(pod: Pod): string | { readonly message: string } {
  const index = pod.metadata.annotations?.[IP_INDEX];
  const first = pod.status?.podIP ?? '';
  if (index === undefined || index.trim() === '') return first;
  const all = pod.status?.podIPs?.map(({ ip }) => ip) ?? (first === '' ? [] : [first]);
  const chosen = /^\d+$/.test(index.trim()) ? all[Number(index.trim())] : undefined;
  if (chosen !== undefined) return chosen;
  return { message: `${IP_INDEX} is ${JSON.stringify(index)}: expected a number below ${all.length}` };
}

/** An IPv6 address stands in brackets within a URL, and without them elsewhere. */
function fillIn(text: string, values: Readonly<Record<'IP' | 'NAMESPACE' | 'PODNAME' | 'NODENAME', string>>): string {
  const ip = isIP(values.IP) === 6 ? `[${values.IP}]` : values.IP;
  return text
    .replaceAll(/(https?:\/\/)\$IP\b/g, (_, scheme: string) => `${scheme}${ip}`)
    .replaceAll(/\$(IP|NAMESPACE|PODNAME|NODENAME)\b/g, (_, name: keyof typeof values) => values[name]);
}

/** Adds what is known of the pod. */
function ofPod(input: PromInput, pod: Pod): PromInput {
  const { namespace = '', name, labels = {} } = pod.metadata;
  const app = labels['app'] ?? labels['app.kubernetes.io/name'] ?? '';
  const known = new Map([
    ['namespace', namespace],
    ['pod', name],
    ['node', pod.spec?.nodeName ?? ''],
    ['app', app],
  ]);
  for (const [label, value] of known) if (value === '') known.delete(label);
  const discovered: Record<string, string> = { ...podLabels(pod), [`${META}namespace`]: namespace };
  addObjectLabels(discovered, pod, 'pod');
  return {
    ...input,
    // The work of one node, whatever else is elected: it has the tags of that node.
    options: { ...input.options, election: false },
    podLabels: known,
    discoveredLabels: discovered,
  };
}

/** Options by which a pod could read what belongs to the machine, with what to write instead. */
const OF_THE_MACHINE = [
  ['uds_path', 'a socket of the machine'],
  ['output', 'a file of the machine'],
  ['tls_ca', 'a file of the machine'],
  ['tls_cert', 'a file of the machine'],
  ['tls_key', 'a file of the machine'],
  ['cert', 'a file of the machine'],
  ['cert_key', 'a file of the machine'],
] as const satisfies readonly (readonly [keyof PromOptions, string])[];

function refusals({ file, key, line, options }: PromInput): readonly Problem[] {
  const problems: Problem[] = [];
  const refuse = (option: string, message: string, advice: string): void => {
    const place = { file, key: `${key}.${option}`, ...(line === undefined ? {} : { line }) };
    problems.push(problemAt(place, 'error', 'not_allowed', message, advice));
  };
  const advice = 'Write the input into a file of the conf folder instead';
  for (const [option, what] of OF_THE_MACHINE) {
    if (options[option] !== '') refuse(option, `an annotation must not name ${what}`, advice);
  }
  if (options.ca_certs.length > 0) refuse('ca_certs', 'an annotation must not name a file of the machine', advice);
  if (options.auth !== undefined && options.auth.token_file !== '') {
    refuse('auth.token_file', 'an annotation must not name a file of the machine', advice);
  }
  for (const address of urlsOf(options)) {
    const url = URL.parse(address);
    if (url === null || !/^https?:$/.test(url.protocol)) {
      refuse(
        'urls',
        `${JSON.stringify(address)} is no http address`,
        'Expected one such as http://$IP:15020/stats/prometheus',
      );
    } else if (isOfTheMachine(url.hostname)) {
      refuse('urls', `${url.host} is an address of the machine, not of the pod`, 'Expected $IP as the host');
    }
  }
  return problems;
}

/** Loopback and link-local addresses: the agent's own, and those of cloud metadata. */
const isOfTheMachine = (host: string): boolean =>
  /^(localhost|.*\.localhost|127\..*|0\.0\.0\.0|169\.254\..*|\[::1?\]|\[fe[89ab].*\]|\[::ffff:(7f|a9fe|0:).*\])$/i.test(
    host,
  );
