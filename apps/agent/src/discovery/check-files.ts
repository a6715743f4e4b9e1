import { statSync } from 'node:fs';
import { parseAllDocuments, LineCounter } from 'yaml';
import { problemAt, type Problem } from '../config/problem.ts';
import type { Secret } from '../scrape/credentials.ts';
import type { RequestSettings } from '../scrape/target.ts';
import { TlsSettings } from '../scrape/tls-material.ts';
import { INSTANCES, instancesOf } from './annotations/instances.ts';
import type { Pod } from './kubernetes/objects.ts';
import { parsePrometheusFile, readFromDisk } from './prometheus-file/read-prometheus-file.ts';
import type { ScrapeJob } from './scrape-job.ts';

export interface FileFindings {
  readonly problems: readonly Problem[];
  readonly summary: string;
}

/** A prometheus.yml, as `binnacle check` sees it: what is wrong with it, and files that it names and that are not here. */
export function checkPrometheusFile(
  file: string,
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): FileFindings {
  const { jobs, problems } = parsePrometheusFile(file, text, { env, readText: readFromDisk });
  return {
    problems: [...problems, ...jobs.flatMap((job) => [...job.warnings, ...unreadable(job)])],
    summary: `${jobs.length} ${jobs.length === 1 ? 'scrape config' : 'scrape configs'}`,
  };
}

function unreadable({ place, request, discoveries }: ScrapeJob): Problem[] {
  const requests = [request, ...discoveries.flatMap((config) => (config.kind === 'http' ? [config.request] : []))];
  return requests.flatMap((settings) => {
    const tls = new TlsSettings(settings.tls).load(place);
    return [
      ...(tls.ok ? [] : [tls.problem]),
      ...secretsOf(settings).flatMap((secret) => {
        if (secret.kind !== 'file' || statSync(secret.path, { throwIfNoEntry: false }) !== undefined) return [];
        const message = `cannot read ${secret.option} ${secret.path}: no such file`;
        return [problemAt(place, 'error', 'missing_file', message)];
      }),
    ];
  });
}

function secretsOf({ credentials, headers }: RequestSettings): readonly Secret[] {
  const own = headers.map(({ value }) => value);
  if (credentials === undefined || credentials.kind === 'cluster') return own;
  return credentials.kind === 'token'
    ? [...own, credentials.token]
    : [...own, credentials.username, credentials.password];
}

/**
 * Kubernetes manifests whose pods ask to be scraped by an annotation: the annotations are read as the agent would read them. A tab in
 * the indentation, as the published examples have it, is no YAML, and kubectl would refuse the manifest.
 */
export function checkManifest(file: string, text: string): FileFindings {
  const problems: Problem[] = [];
  const tab = text.split('\n').findIndex((line) => /^ *\t/.test(line));
  if (tab >= 0) {
    const message = 'a tab in the indentation: YAML does not allow it, and kubectl refuses the manifest';
    problems.push(problemAt({ file, line: tab + 1 }, 'error', 'bad_yaml', message, 'Indent with spaces'));
  }
  const counter = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: counter });
  let found = 0;
  for (const document of Array.isArray(documents) ? documents : []) {
    if (document.errors.length > 0) {
      if (tab >= 0) continue;
      const [error] = document.errors;
      const line = error?.linePos?.[0].line ?? 1;
      problems.push(
        problemAt({ file, line }, 'error', 'bad_yaml', `not valid YAML: ${error!.message.split('\n')[0]!}`),
      );
      continue;
    }
    for (const annotations of annotationsIn(document.toJS({ maxAliasCount: 100 }), 0)) {
      found++;
      const read = instancesOf(examplePod(annotations));
      problems.push(...read.problems.map((problem) => ({ ...problem, file: `${file}, annotation ${INSTANCES}` })));
    }
  }
  return { problems, summary: `${found} ${found === 1 ? 'annotation' : 'annotations'}` };
}

/** The annotations of every pod and pod template, at any depth. */
function* annotationsIn(value: unknown, depth: number): Generator<Record<string, string>> {
  if (typeof value !== 'object' || value === null || depth > 20) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'annotations' && typeof inner === 'object' && inner !== null && INSTANCES in inner) {
      const texts = Object.entries(inner).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
      yield Object.fromEntries(texts);
    } else yield* annotationsIn(inner, depth + 1);
  }
}

/** A pod in which the placeholders stand for something. */
const examplePod = (annotations: Readonly<Record<string, string>>): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'pod', namespace: 'namespace', uid: '', resourceVersion: '', annotations },
  spec: { nodeName: 'node' },
  status: { phase: 'Running', podIP: '192.0.2.1', podIPs: [{ ip: '192.0.2.1' }] },
});
