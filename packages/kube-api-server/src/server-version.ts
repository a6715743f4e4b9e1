/** A release of Kubernetes that the server passes for. */
export interface ServerVersion {
  readonly minor: number;
  readonly gitVersion: string;
}

/** @param release  such as `1.20` or `1.34.2` */
export function readServerVersion(release: string): ServerVersion {
  const match = /^1\.(\d+)(?:\.(\d+))?$/.exec(release);
  if (match === null) throw new Error(`no Kubernetes release ${JSON.stringify(release)}: write 1.20 or 1.34`);
  return { minor: Number(match[1]), gitVersion: `v1.${match[1]}.${match[2] ?? '0'}` };
}

/** The document of `/version`. */
export const versionDocument = ({ minor, gitVersion }: ServerVersion): unknown => ({
  major: '1',
  minor: String(minor),
  gitVersion,
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'none',
  compiler: 'none',
  platform: 'linux/amd64',
});
