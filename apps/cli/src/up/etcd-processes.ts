/** What the command line of a running etcd tells about where its metrics are and which certificates it uses. */
export interface EtcdProcess {
  readonly pid: number;
  /** Base URLs that serve `/metrics`: the metrics listener when there is one, else the client URLs. */
  readonly urls: readonly string[];
  /** Client URLs, which serve the same metrics: a file of the operator may name these instead. */
  readonly clientUrls: readonly string[];
  readonly certFile: string | undefined;
  readonly keyFile: string | undefined;
  readonly peerCertFile: string | undefined;
  readonly peerKeyFile: string | undefined;
  readonly trustedCaFile: string | undefined;
}

/** Files of `/proc`, as an argument so that tests can make their own. */
export interface ProcFs {
  pids(): readonly number[];
  /** The arguments of a process; empty when it is gone or not ours to read. */
  argv(pid: number): readonly string[];
  /** The environment, as etcd also reads its flags from `ETCD_…`. */
  environ(pid: number): Readonly<Record<string, string>>;
}

/** Lists the etcd processes of this machine that say where they listen. */
export function findEtcdProcesses(proc: ProcFs): EtcdProcess[] {
  const found: EtcdProcess[] = [];
  for (const pid of proc.pids()) {
    const argv = proc.argv(pid);
    if (argv.length === 0 || !/(^|\/)etcd$/.test(argv[0]!)) continue;
    const flag = flagReader(argv.slice(1), proc.environ(pid));
    const clientUrls = urlsOf(flag('listen-client-urls') ?? 'http://localhost:2379');
    const metricsUrls = flag('listen-metrics-urls');
    found.push({
      pid,
      urls: metricsUrls === undefined ? clientUrls : urlsOf(metricsUrls),
      clientUrls,
      certFile: flag('cert-file'),
      keyFile: flag('key-file'),
      peerCertFile: flag('peer-cert-file'),
      peerKeyFile: flag('peer-key-file'),
      trustedCaFile: flag('trusted-ca-file'),
    });
  }
  return found;
}

/** Flags come as `--name value`, `--name=value` or with one dash; the command line wins over the environment. */
function flagReader(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): (name: string) => string | undefined {
  return (name) => {
    for (const [i, arg] of args.entries()) {
      const bare = arg.replace(/^--?/, '');
      if (bare === arg) continue;
      if (bare === name) return args[i + 1];
      if (bare.startsWith(`${name}=`)) return bare.slice(name.length + 1);
    }
    return env[`ETCD_${name.toUpperCase().replaceAll('-', '_')}`];
  };
}

const urlsOf = (list: string): string[] =>
  list
    .split(',')
    .filter((url) => /^https?:\/\//.test(url))
    .map(reachable);

/** A listener on every address is asked on loopback. */
const reachable = (url: string): string => url.replace(/\/\/(0\.0\.0\.0|\[::\])/, '//127.0.0.1').replace(/\/+$/, '');
