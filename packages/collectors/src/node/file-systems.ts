import { mountsOf, type Mount } from '../host/mounts.ts';
import type { FileSystemSize, HostFiles } from '../host/host-files.ts';
import type { NodePart } from './node-part.ts';

/** File systems that hold no data of their own, or the layers of containers. */
const EXCLUDED_TYPES = new Set(
  (
    'autofs binfmt_misc bpf cgroup cgroup2 configfs debugfs devpts devtmpfs efivarfs fusectl hugetlbfs iso9660 mqueue nsfs overlay ' +
    'proc procfs pstore rpc_pipefs securityfs selinuxfs squashfs erofs sysfs tracefs fuse.lxcfs'
  ).split(' '),
);
/** Mounts of the kernel, of container engines and of pods: many, short-lived, and on disks that are counted already. */
const EXCLUDED_MOUNTS =
  /^\/(?:dev|proc|sys|run\/(?:credentials|containerd|docker|netns|user)\/.+|var\/lib\/(?:docker|containers\/storage|containerd|kubelet\/(?:pods|plugins))\/.+)(?:$|\/)/;

/** A network file system whose server is gone does not answer at all. */
const TIMEOUT_MS = 5000;

/**
 * Sizes of the mounted file systems. One that does not answer is reported, and not asked again before it has answered: each
 * such question holds a thread.
 */
export function fileSystems(excluded: { readonly mounts?: RegExp; readonly types?: RegExp } = {}): NodePart {
  const stuck = new Set<string>();

  async function size(files: HostFiles, path: string): Promise<FileSystemSize | undefined> {
    if (stuck.has(path)) return undefined;
    stuck.add(path);
    const answer = files.statfs(path).finally(() => stuck.delete(path));
    const { promise: late, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => resolve(undefined), TIMEOUT_MS);
    try {
      return await Promise.race([answer, late]);
    } catch {
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  const isWanted = ({ path, type }: Mount): boolean =>
    !(excluded.mounts ?? EXCLUDED_MOUNTS).test(path) &&
    (excluded.types === undefined ? !EXCLUDED_TYPES.has(type) : !excluded.types.test(type));

  return {
    name: 'filesystem',
    async collect({ files, out }) {
      const mounts = mountsOf(files);
      if (mounts === undefined) return { problem: '1/mountinfo and self/mountinfo cannot be read' };
      // Of two mounts at the same place the later one hides the other.
      const byPath = new Map(mounts.map((mount) => [mount.path, mount]));
      const problems: string[] = [];
      await Promise.all(
        [...byPath.values()].filter(isWanted).map(async ({ device, path, type, readOnly }) => {
          const labels = { device, mountpoint: path, fstype: type };
          const found = await size(files, path);
          out.gauge(
            'node_filesystem_device_error',
            'Whether the size could not be read',
            found === undefined ? 1 : 0,
            labels,
          );
          out.gauge('node_filesystem_readonly', 'Whether it is mounted read-only', readOnly ? 1 : 0, labels);
          if (found === undefined) {
            problems.push(path);
            return;
          }
          const { blockSize, blocks, free, available, files: inodes, filesFree } = found;
          out.gauge('node_filesystem_size_bytes', 'Size', blocks * blockSize, labels);
          out.gauge('node_filesystem_free_bytes', 'Free bytes', free * blockSize, labels);
          out.gauge(
            'node_filesystem_avail_bytes',
            'Free bytes for users other than root',
            available * blockSize,
            labels,
          );
          out.gauge('node_filesystem_files', 'Inodes', inodes, labels);
          out.gauge('node_filesystem_files_free', 'Free inodes', filesFree, labels);
        }),
      );
      return problems.length === 0 ? 'ok' : { problem: `the size of ${problems.join(', ')} cannot be read` };
    },
  };
}
