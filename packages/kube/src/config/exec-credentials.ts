import { execFile } from 'node:child_process';
import type { Clock } from '../clock.ts';
import { isRecord, textAt } from '../json.ts';
import type { CredentialOutcome, Credentials, CredentialSource } from './credentials.ts';

/** The part `exec` of a user in a kubeconfig. Source: client.authentication.k8s.io/v1 ExecCredential. */
export interface ExecPlugin {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly installHint?: string;
  /** What the plugin is told about the cluster, where it asks for it. */
  readonly cluster?: Readonly<Record<string, unknown>>;
}

export interface ExecOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const MAX_OUTPUT_BYTES = 1 << 20;
/** A credential is fetched anew so long before it expires. */
const EARLY_MS = 30_000;

/** Credentials that a program prints, kept until they expire or the API server refuses them. */
export function execCredentials(plugin: ExecPlugin, options: ExecOptions): CredentialSource {
  let kept: { readonly credentials: Credentials; readonly untilMs: number } | undefined;
  let running: Promise<CredentialOutcome> | undefined;
  let runs = 0;
  const fetch = async (signal: AbortSignal): Promise<CredentialOutcome> => {
    const printed = await run(plugin, options, signal);
    if (!printed.ok) return printed;
    const read = readExecCredential(printed.text, plugin, `exec:${++runs}`);
    if (!read.ok) return read;
    kept = { credentials: read.credentials, untilMs: read.expiresAtMs - EARLY_MS };
    return { ok: true, credentials: read.credentials };
  };
  return {
    description: `plugin ${plugin.command}`,
    current(signal) {
      if (kept !== undefined && options.clock.nowMs() < kept.untilMs)
        return Promise.resolve({ ok: true, credentials: kept.credentials });
      // Many watches begin at once: one run serves them all.
      running ??= fetch(signal).finally(() => {
        running = undefined;
      });
      return running;
    },
    forget() {
      kept = undefined;
    },
  };
}

type Printed = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

function run(plugin: ExecPlugin, { timeoutMs, env }: ExecOptions, signal: AbortSignal): Promise<Printed> {
  const info = {
    apiVersion: plugin.apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(plugin.cluster === undefined ? {} : { cluster: plugin.cluster }) },
  };
  return new Promise((resolve) => {
    const child = execFile(
      plugin.command,
      plugin.args,
      {
        env: { ...env, ...plugin.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
        maxBuffer: MAX_OUTPUT_BYTES,
        signal,
        encoding: 'utf8',
      },
      (error, stdout, stderr) => {
        if (error === null) resolve({ ok: true, text: stdout });
        else resolve({ ok: false, message: explain(plugin, error, stderr, timeoutMs) });
      },
    );
    // Nobody is there to answer a question of the plugin.
    child.stdin?.end();
  });
}

function explain(
  plugin: ExecPlugin,
  error: Error & { code?: unknown; killed?: boolean },
  stderr: string,
  timeoutMs: number,
): string {
  const name = `the credential plugin ${plugin.command} of the kubeconfig`;
  if (error.code === 'ENOENT')
    return `${name} was not found${plugin.installHint === undefined ? ': install it, or put it in PATH' : `: ${plugin.installHint.trim()}`}`;
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return `${name} printed more than 1 MiB`;
  if (error.killed === true) return `${name} did not end within ${timeoutMs / 1000} s`;
  const said = stderr.trim().split('\n')[0]?.slice(0, 300) ?? '';
  return `${name} failed (${String(error.code ?? error.message)})${said === '' ? '' : `: ${said}`}`;
}

type Read =
  | { readonly ok: true; readonly credentials: Credentials; readonly expiresAtMs: number }
  | { readonly ok: false; readonly message: string };

function readExecCredential(text: string, plugin: ExecPlugin, stamp: string): Read {
  const fault = (what: string): Read => ({
    ok: false,
    message: `the credential plugin ${plugin.command} of the kubeconfig printed ${what}`,
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fault('something that is not JSON');
  }
  if (textAt(value, 'kind') !== 'ExecCredential') return fault('no ExecCredential');
  if (textAt(value, 'apiVersion') !== plugin.apiVersion)
    return fault(
      `an ExecCredential of ${textAt(value, 'apiVersion') ?? 'no version'}, but the kubeconfig asks for ${plugin.apiVersion}`,
    );
  const status = isRecord(value) ? value['status'] : undefined;
  const token = textAt(status, 'token');
  const certificate = textAt(status, 'clientCertificateData');
  const key = textAt(status, 'clientKeyData');
  if ((certificate === undefined) !== (key === undefined)) return fault('a certificate or a key, but not both');
  if (token === undefined && certificate === undefined) return fault('neither a token nor a certificate');
  const expires = Date.parse(textAt(status, 'expirationTimestamp') ?? '');
  return {
    ok: true,
    // Without an expiry the credential is good until the API server refuses it.
    expiresAtMs: Number.isNaN(expires) ? Infinity : expires,
    credentials: {
      ...(token === undefined ? {} : { token }),
      ...(certificate === undefined || key === undefined
        ? {}
        : { certificate: Buffer.from(certificate), key: Buffer.from(key) }),
      stamp,
    },
  };
}
