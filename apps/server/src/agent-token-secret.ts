import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import type { Log } from './log.ts';
import { audit } from './metadata/audit.ts';
import type { Database } from './metadata/database.ts';
import type { RandomBytes } from './metadata/secrets.ts';
import { createToken, deleteToken, findToken } from './metadata/tokens.ts';

/** The key of the Secret that agents mount as a file. */
const KEY = 'token';
const ANSWER_WITHIN_MS = 10_000;
const MAX_ANSWER_BYTES = 1 << 20;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** Where the API server is, and who asks: what a kubelet gives to a pod. */
export interface ClusterAddress {
  readonly url: string;
  readonly ca: () => Buffer | undefined;
  readonly token: () => string;
}

export interface AgentTokenSecretParts {
  readonly db: Database;
  readonly random: RandomBytes;
  readonly now: () => number;
  readonly log: Log;
  /** Calls `run` once in `delayMs`; the result takes the call back. */
  readonly after: (delayMs: number, run: () => void) => () => void;
}

/** Reads what a kubelet mounts into every pod with a service account. @returns undefined outside of a cluster */
export function clusterAddress(env: NodeJS.ProcessEnv, folder: string): ClusterAddress | undefined {
  const [host, port] = [env['KUBERNETES_SERVICE_HOST'], env['KUBERNETES_SERVICE_PORT']];
  if (host === undefined || port === undefined || host === '') return undefined;
  return {
    url: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    ca: () => readFileSync(join(folder, 'ca.crt')),
    // Kubelets renew it every hour.
    token: () => readFileSync(join(folder, 'token'), 'utf8').trim(),
  };
}

/**
 * Puts an agent token into a Kubernetes Secret that is there already, unless it holds one that is valid. So agents of the same
 * cluster, which mount the Secret, get in without anybody copying anything; and the server needs no right but to read and
 * change that one Secret. What fails is tried again, less and less often.
 *
 * @param secret  `namespace/name`
 * @returns ends the attempts
 */
export function keepAgentTokenSecret(
  secret: string,
  cluster: ClusterAddress,
  parts: AgentTokenSecretParts,
): () => void {
  let cancel = (): void => {};
  let pauseMs = FIRST_PAUSE_MS;
  let ended = false;
  const attempt = async (): Promise<void> => {
    const outcome = await fill(secret, cluster, parts);
    if (ended) return;
    if (outcome.kind !== 'failed') {
      if (outcome.kind === 'written') parts.log.info({ secret }, 'an agent token was put into a Secret');
      return;
    }
    parts.log.warn({ secret, reason: outcome.reason, againInMs: pauseMs }, 'agents have no token yet');
    cancel = parts.after(pauseMs, () => void attempt());
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
  };
  void attempt();
  return () => {
    ended = true;
    cancel();
  };
}

type Outcome = { readonly kind: 'kept' | 'written' } | { readonly kind: 'failed'; readonly reason: string };

async function fill(secret: string, cluster: ClusterAddress, parts: AgentTokenSecretParts): Promise<Outcome> {
  const [namespace = '', name = ''] = secret.split('/');
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets/${encodeURIComponent(name)}`;
  try {
    const found = await ask(cluster, 'GET', path);
    if (found.status !== 200) return { kind: 'failed', reason: refusal(secret, found.status, 'get') };
    const current = Buffer.from(dataOf(found.body), 'base64').toString('utf8').trim();
    const { db, random, now } = parts;
    if (current !== '' && findToken(db, current, now())?.kind === 'agent') return { kind: 'kept' };
    const workspace = 'default';
    const made = createToken(db, random, now(), {
      workspace,
      name: 'agents of this cluster',
      kind: 'agent',
      createdBy: null,
    });
    const patched = await ask(cluster, 'PATCH', path, { data: { [KEY]: Buffer.from(made.secret).toString('base64') } });
    if (patched.status !== 200) {
      // Nobody knows it, so that nobody must be able to use it.
      deleteToken(db, workspace, made.token.id);
      return { kind: 'failed', reason: refusal(secret, patched.status, 'patch') };
    }
    audit(db, {
      atMs: now(),
      workspace,
      actor: 'server',
      action: 'token.create',
      object: made.token.id,
      address: '',
      details: `agent, into the Secret ${secret}`,
    });
    return { kind: 'written' };
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

function refusal(secret: string, status: number, verb: string): string {
  if (status === 404) return `there is no Secret ${secret}: create it, empty, beside the server`;
  if (status === 403 || status === 401) {
    return `the API server answered ${status}: let the server's service account ${verb} the Secret ${secret}`;
  }
  return `the API server answered ${status} to ${verb}`;
}

function dataOf(body: string): string {
  const read = JSON.parse(body) as unknown;
  if (typeof read !== 'object' || read === null || !('data' in read)) return '';
  const { data } = read;
  if (typeof data !== 'object' || data === null || !(KEY in data)) return '';
  const value: unknown = data[KEY];
  return typeof value === 'string' ? value : '';
}

function ask(
  cluster: ClusterAddress,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: string }> {
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const ca = cluster.ca();
  const options = {
    method,
    agent: false as const,
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    headers: {
      authorization: `Bearer ${cluster.token()}`,
      accept: 'application/json',
      ...(sent === undefined
        ? {}
        : { 'content-type': 'application/merge-patch+json', 'content-length': Buffer.byteLength(sent) }),
    },
    ...(ca === undefined ? {} : { ca }),
  };
  return new Promise((resolve, reject) => {
    const url = new URL(path, cluster.url);
    // Plain HTTP is for proxies on the loopback, such as `kubectl proxy`.
    const outgoing = (url.protocol === 'http:' ? httpRequest : httpsRequest)(url, options, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_ANSWER_BYTES) response.destroy(new Error('the answer of the API server is too large'));
        else chunks.push(chunk);
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
      response.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(sent);
  });
}
