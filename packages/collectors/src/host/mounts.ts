import type { HostFiles } from './host-files.ts';

export interface Mount {
  /** What is mounted, such as `/dev/vda1` or `tmpfs`. */
  readonly device: string;
  readonly path: string;
  readonly type: string;
  /** Options of the mount itself and of the file system. */
  readonly readOnly: boolean;
  /** Numbers of the device, such as `254:1`. */
  readonly numbers: string;
}

/**
 * The mounts as the first process sees them, which are the host's also where the agent runs in a container; as the agent
 * itself sees them where those of the first process cannot be read.
 */
export function mountsOf(files: HostFiles): readonly Mount[] | undefined {
  const text = files.proc('1/mountinfo') ?? files.proc('self/mountinfo');
  return text === undefined ? undefined : parseMountInfo(text);
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html */
export function parseMountInfo(text: string): readonly Mount[] {
  const mounts: Mount[] = [];
  for (const line of text.split('\n')) {
    const fields = line.split(' ');
    // Any number of optional fields, up to one that is "-".
    const dash = fields.indexOf('-', 6);
    if (dash < 0 || fields.length < dash + 4) continue;
    const [numbers = '', , path = '', options = ''] = fields.slice(2);
    const [type = '', device = '', superOptions = ''] = fields.slice(dash + 1);
    const isReadOnly = options.split(',').includes('ro') || superOptions.split(',').includes('ro');
    mounts.push({ device: unescape(device), path: unescape(path), type, readOnly: isReadOnly, numbers });
  }
  return mounts;
}

/** Spaces and the like are written as octal numbers, such as `\040`. */
const unescape = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

/** The device on which a path lies; undefined where the mounts cannot be read. */
export function deviceOfPath(files: HostFiles, path: string): string | undefined {
  let best: Mount | undefined;
  for (const mount of mountsOf(files) ?? []) {
    const covers = mount.path === '/' || path === mount.path || path.startsWith(`${mount.path}/`);
    // Of two at the same place the later one is on top.
    if (covers && mount.path.length >= (best?.path.length ?? 0)) best = mount;
  }
  return best?.device;
}
