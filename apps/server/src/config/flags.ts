import { compileMatcher } from '@binnacle/storage';
import { parseListen } from './listen.ts';
import { parseRetention } from './retention.ts';
import { parseDurationMs, parseSizeBytes } from './units.ts';

export type FlagKind =
  | 'text'
  | 'path'
  | 'duration'
  | 'size'
  | 'count'
  | 'switch'
  | 'choice'
  | 'listen'
  | 'retention'
  | 'regex';

export interface Flag {
  /** Without the two dashes; dots are levels of the YAML file. */
  readonly name: string;
  readonly kind: FlagKind;
  readonly default: string;
  readonly choices?: readonly string[];
  readonly help: string;
  readonly group: string;
}

const flag = (
  group: string,
  name: string,
  kind: FlagKind,
  defaultValue: string,
  help: string,
  choices?: readonly string[],
): Flag => ({
  group,
  name,
  kind,
  default: defaultValue,
  help,
  ...(choices === undefined ? {} : { choices }),
});

/** Every flag of `binnacle server`: the one table behind parsing, environment, file, `--help` and docs/server.md. */
export const FLAGS: readonly Flag[] = [
  flag('General', 'config', 'path', '', 'YAML file with these settings; ./binnacle.yaml is read when it is there.'),
  flag(
    'General',
    'listen',
    'listen',
    '0.0.0.0:9630',
    'Address and port of the one HTTP port; IPv6 as [::]:9630, port 0 takes a free one.',
  ),
  flag('General', 'data-dir', 'path', './binnacle-data', 'Folder for everything the server keeps.'),
  flag(
    'General',
    'simulated-clusters',
    'text',
    '',
    'Clusters that are simulated, as those of the demo: the console says so. Names, separated by commas.',
  ),
  flag('General', 'log.level', 'choice', 'info', 'What is logged.', ['debug', 'info', 'warn', 'error']),
  flag('General', 'log.format', 'choice', 'text', 'One line of text, or one JSON object, for each entry.', [
    'text',
    'json',
  ]),
  flag(
    'Access',
    'auth',
    'choice',
    'on',
    'off lets everybody in as the owner; accepted only when listening on loopback.',
    ['on', 'off'],
  ),
  flag(
    'Access',
    'tls.cert',
    'path',
    '',
    'Certificate chain (PEM); with --tls.key the server speaks HTTPS. Reloaded when it changes.',
  ),
  flag('Access', 'tls.key', 'path', '', 'Private key (PEM) of --tls.cert.'),
  flag(
    'Access',
    'bootstrap.agent-token-file',
    'path',
    '',
    'Write a new agent token to this file (mode 0600) at the start, unless the file is there.',
  ),
  flag(
    'Access',
    'bootstrap.agent-token-secret',
    'text',
    '',
    'In a cluster: put an agent token into this Secret (namespace/name), unless it holds a valid one.',
  ),
  flag('Access', 'oidc.issuer', 'text', '', 'OpenID provider to sign in with, such as https://login.example.org.'),
  flag('Access', 'oidc.client-id', 'text', '', 'Id that the provider gave this server.'),
  flag(
    'Access',
    'oidc.client-secret-file',
    'path',
    '',
    'File with the secret that belongs to it; none for a public client.',
  ),
  flag('Access', 'oidc.scopes', 'text', 'openid profile email', 'Scopes to ask the provider for.'),
  flag('Access', 'oidc.label', 'text', 'Single sign-on', 'Words on the button of the sign-in page.'),
  flag('Access', 'oidc.login-claim', 'text', 'preferred_username', 'Claim that becomes the login of a new user.'),
  flag('Access', 'oidc.role-claim', 'text', '', 'Claim that decides about the role at each sign-in, such as groups.'),
  flag('Access', 'oidc.roles', 'text', '', 'What its values give: admins=administrator,dev=editor.'),
  flag(
    'Access',
    'oidc.default-role',
    'choice',
    'none',
    'Role of who signs in through the provider and has no other; none lets only known people in.',
    ['none', 'viewer', 'editor', 'administrator', 'owner'],
  ),
  flag('Access', 'session.idle-timeout', 'duration', '7d', 'A session ends when it was not used for so long.'),
  flag('Access', 'session.lifetime', 'duration', '30d', 'A session ends so long after signing in, used or not.'),
  flag(
    'Access',
    'share.public-links',
    'switch',
    'false',
    'Let editors make links that show one dashboard or panel to people without an account, and embeds.',
  ),
  flag(
    'Storage',
    'storage.retention',
    'retention',
    '30d',
    'How long samples are kept: a duration (up to 200y), a size such as 50GB, or both: 30d,50GB.',
  ),
  flag(
    'Storage',
    'storage.wal-fsync',
    'choice',
    'commit',
    'commit: 2xx means on disk. interval: sync once a second, which may lose that second.',
    ['commit', 'interval'],
  ),
  flag('Storage', 'storage.max-future', 'duration', '1d', 'A sample this far ahead of the clock is refused.'),
  flag(
    'Storage',
    'storage.max-active-series',
    'count',
    '5000000',
    'Series with recent samples in a workspace; more are refused. 0: no limit.',
  ),
  flag('Storage', 'storage.max-labels-per-series', 'count', '64', 'A series with more labels is refused.'),
  flag('Storage', 'storage.max-label-name-length', 'size', '512B', 'A series with a longer label name is refused.'),
  flag('Storage', 'storage.max-label-value-length', 'size', '8KB', 'A series with a longer label value is refused.'),
  flag(
    'Ingest',
    'ingest.max-body-size',
    'size',
    '32MB',
    'Size of one remote write request, compressed and decompressed.',
  ),
  flag('Ingest', 'ingest.max-import-size', 'size', '512MB', 'Size of one import request, decompressed.'),
  flag(
    'Ingest',
    'ingest.max-concurrency',
    'count',
    '64',
    'Ingest requests handled at a time; more get 503 with Retry-After.',
  ),
  flag('Query', 'query.timeout', 'duration', '2m', 'A query is given up after this time, waiting included.'),
  flag(
    'Query',
    'query.max-concurrency',
    'count',
    '20',
    'Queries running at a time (never more than there are query threads); others wait.',
  ),
  flag('Query', 'query.max-waiting', 'count', '1000', 'Queries that wait; more get 503 at once.'),
  flag('Query', 'query.max-samples', 'count', '50000000', 'Samples one query may hold in memory.'),
  flag('Query', 'query.lookback-delta', 'duration', '5m', 'How far back a sample still counts in an instant selector.'),
  flag(
    'Query',
    'query.threads',
    'count',
    '0',
    'Query threads at most; 0 takes the number of cores, at least 2 and at most 16. The first starts with the server, others when one is missing.',
  ),
  flag(
    'Objects',
    'objects.keep-gone',
    'duration',
    '1d',
    'How long an object of a cluster is kept after it is gone, or after its agent fell silent.',
  ),
  flag('Objects', 'objects.max-count', 'count', '200000', 'Objects of a workspace; more are not taken.'),
  flag(
    'Objects',
    'objects.max-events',
    'count',
    '1000000',
    'Events of a workspace; the oldest go first. None is kept longer than --storage.retention.',
  ),
  flag(
    'Web',
    'web.console-dir',
    'path',
    '',
    'Folder of the built console; by default the one that comes with the server.',
  ),
  flag(
    'Web',
    'web.external-url',
    'text',
    '',
    'URL under which browsers reach the server, when a proxy stands in front.',
  ),
  flag('Web', 'web.enable-admin-api', 'switch', 'false', 'Allow /api/v1/admin/tsdb/*: deleting series, snapshots.'),
  flag('Web', 'web.cors-origin', 'regex', '.*', 'Origins whose pages may read /api/v1 (anchored regular expression).'),
  flag('Web', 'web.max-connections', 'count', '4096', 'Connections open at a time; more are closed at once.'),
];

/** Says what is wrong with a flag's value, or undefined. */
export function problemOf(it: Flag, value: string): string | undefined {
  switch (it.kind) {
    case 'duration':
      return parseDurationMs(value) === undefined ? 'expected a duration such as 30s, 5m or 1h30m' : undefined;
    case 'size':
      return parseSizeBytes(value) === undefined ? 'expected a size such as 512MB or 50GB' : undefined;
    case 'count':
      return /^\d{1,15}$/.test(value) ? undefined : 'expected a whole number, 0 or more';
    case 'switch':
      return value === 'true' || value === 'false' ? undefined : 'expected true or false';
    case 'choice':
      return it.choices!.includes(value) ? undefined : `expected ${it.choices!.join(' or ')}`;
    case 'listen':
      return parseListen(value) === undefined ? 'expected host:port, such as 127.0.0.1:9630 or [::]:9630' : undefined;
    case 'retention':
      return parseRetention(value) === undefined
        ? 'expected a duration up to 200y, a size such as 50GB, or both with a comma'
        : undefined;
    case 'regex':
      return isPattern(value) ? undefined : 'expected a regular expression (RE2)';
    case 'text':
    case 'path':
      return undefined;
  }
}

function isPattern(value: string): boolean {
  try {
    compileMatcher({ name: '', op: '=~', value });
    return true;
  } catch {
    return false;
  }
}
