import type { NodePart } from './node-part.ts';

/** Kernel and name of the host, as `uname` tells them there. */
export function uname(machine: string, nodename: string): NodePart {
  return {
    name: 'uname',
    collect({ files, out }) {
      const fact = (file: string): string => files.proc(`sys/kernel/${file}`)?.trim() ?? '';
      const release = fact('osrelease');
      if (release === '') return { problem: 'sys/kernel/osrelease cannot be read' };
      const labels = {
        sysname: fact('ostype'),
        nodename,
        release,
        version: fact('version'),
        machine,
        domainname: fact('domainname'),
      };
      out.gauge('node_uname_info', 'Kernel and name of the host', 1, labels);
      return 'ok';
    },
  };
}

const OS_FIELDS = [
  'build_id',
  'id',
  'id_like',
  'image_id',
  'image_version',
  'name',
  'pretty_name',
  'variant',
  'variant_id',
  'version',
  'version_codename',
  'version_id',
] as const;

/** The operating system as `os-release` describes it. */
export const operatingSystem: NodePart = {
  name: 'os',
  collect({ files, out }) {
    const text = files.root('etc/os-release') ?? files.root('usr/lib/os-release');
    if (text === undefined) return 'absent';
    const facts = parseOsRelease(text);
    const labels = Object.fromEntries(OS_FIELDS.map((field) => [field, facts.get(field) ?? '']));
    out.gauge('node_os_info', 'Operating system', 1, labels);
    const version = /^\d+(?:\.\d+)?/.exec(facts.get('version_id') ?? '')?.[0];
    out.gauge(
      'node_os_version',
      'Version of the operating system',
      version === undefined ? undefined : Number(version),
      {
        id: facts.get('id') ?? '',
        id_like: facts.get('id_like') ?? '',
        name: facts.get('name') ?? '',
      },
    );
    return 'ok';
  },
};

/** Lines such as `VERSION="12 (bookworm)"`; names in lower case. */
export function parseOsRelease(text: string): ReadonlyMap<string, string> {
  const facts = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(/^([A-Z_0-9]+)=(.*)$/gm)) {
    const quoted = /^(["'])(.*)\1$/.exec(value.trim());
    facts.set(name.toLowerCase(), quoted === null ? value.trim() : (quoted[2] ?? '').replace(/\\(["'$`\\])/g, '$1'));
  }
  return facts;
}

export const clock: NodePart = {
  name: 'time',
  collect({ files, out, nowMs }) {
    out.gauge('node_time_seconds', 'Clock of the host, in seconds since 1970', nowMs / 1000);
    const source = 'devices/system/clocksource/clocksource0';
    for (const clocksource of (files.sys(`${source}/available_clocksource`) ?? '').trim().split(' ')) {
      if (clocksource === '') continue;
      const labels = { device: '0', clocksource };
      out.gauge('node_time_clocksource_available_info', 'Clocks that the kernel can use', 1, labels);
    }
    const current = files.sys(`${source}/current_clocksource`)?.trim();
    if (current !== undefined) {
      const labels = { device: '0', clocksource: current };
      out.gauge('node_time_clocksource_current_info', 'Clock that the kernel uses', 1, labels);
    }
    return 'ok';
  },
};

export const selinux: NodePart = {
  name: 'selinux',
  collect({ files, out }) {
    const enforcing = files.sys('fs/selinux/enforce');
    out.gauge('node_selinux_enabled', 'Whether SELinux is enabled', enforcing === undefined ? 0 : 1);
    if (enforcing === undefined) return 'ok';
    out.gauge('node_selinux_current_mode', 'Whether SELinux enforces its rules', Number(enforcing));
    return 'ok';
  },
};
