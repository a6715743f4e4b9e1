import type { HostFiles } from '../host/host-files.ts';
import { machineOf } from '../host/machine-of.ts';
import { parseOsRelease } from '../node/system-facts.ts';
import { present, rfc3339, type InventoryObject, type InventoryPlace } from './inventory-object.ts';

export interface HostFacts extends InventoryPlace {
  readonly files: HostFiles;
  /** As `uname -m` tells it, such as `x86_64`. */
  readonly architecture: string;
  /** The host's addresses, without loopback. */
  readonly addresses: readonly string[];
  readonly agentVersion?: string;
  /** Such as `docker 29.1.0`. */
  readonly runtimes: readonly string[];
}

/** The machine as the server keeps it. Its uid has the name too: cloned machines often have the same id. */
export function hostObject({
  files,
  host,
  node,
  architecture,
  addresses,
  agentVersion,
  runtimes,
}: HostFacts): InventoryObject {
  const os = parseOsRelease(files.root('etc/os-release') ?? files.root('usr/lib/os-release') ?? '');
  const { cpus, memoryBytes } = machineOf(files);
  const bootedAt = /^btime (\d+)$/m.exec(files.proc('stat') ?? '')?.[1];
  const cpuModel = /^(?:model name|Model|cpu model)\s*:\s*(.+)$/m.exec(files.proc('cpuinfo') ?? '')?.[1];
  const machineId = files.root('etc/machine-id')?.trim() || files.sys('class/dmi/id/product_uuid')?.trim();
  const uid = machineId ? `${machineId}:${host}` : host;
  const object = present({
    metadata: { name: host, uid },
    os: os.get('pretty_name') ?? os.get('name'),
    kernel: files.proc('sys/kernel/osrelease')?.trim(),
    architecture,
    cpuCores: cpus,
    cpuModel: cpuModel?.trim(),
    memoryBytes,
    ips: addresses,
    virtualization: virtualization(files),
    runtimes,
    bootedAt: bootedAt === undefined ? undefined : rfc3339(Number(bootedAt) * 1000),
    agentVersion,
    node,
  });
  return { kind: 'Host', uid, namespace: '', name: host, object };
}

const VENDORS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/amazon ec2/i, 'Amazon EC2'],
  [/google/i, 'Google Compute Engine'],
  [/alibaba/i, 'Alibaba Cloud'],
  [/openstack/i, 'OpenStack'],
  [/vmware/i, 'VMware'],
  [/virtualbox|innotek/i, 'VirtualBox'],
  [/microsoft.*virtual|virtual machine/i, 'Hyper-V'],
  [/qemu|kvm/i, 'KVM'],
  [/xen/i, 'Xen'],
];

/** What the machine runs on, where it is no hardware. */
function virtualization(files: HostFiles): string | undefined {
  const dmi = ['sys_vendor', 'product_name', 'bios_vendor'].map((file) => files.sys(`class/dmi/id/${file}`) ?? '');
  const text = [files.sys('hypervisor/type') ?? '', ...dmi].join(' ');
  const vendor = VENDORS.find(([pattern]) => pattern.test(text))?.[1];
  if (vendor !== undefined) return vendor;
  return /^flags\s*:.*\bhypervisor\b/m.test(files.proc('cpuinfo') ?? '') ? 'virtual machine' : undefined;
}
