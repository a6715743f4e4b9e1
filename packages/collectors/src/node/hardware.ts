import type { NodePart } from './node-part.ts';

/** Temperatures of the hardware monitors. */
export const temperatures: NodePart = {
  name: 'hwmon',
  collect({ files, out }) {
    const monitors = files.list('sys', 'class/hwmon');
    if (monitors.length === 0) return 'absent';
    for (const monitor of monitors) {
      const folder = `class/hwmon/${monitor}`;
      const chip = chipName(files.link('sys', `${folder}/device`)) || monitor;
      const chipNameText = files.sys(`${folder}/name`)?.trim() ?? '';
      if (chipNameText !== '')
        out.gauge('node_hwmon_chip_names', 'Name of the chip', 1, { chip, chip_name: chipNameText });
      for (const file of files.list('sys', folder)) {
        const sensor = /^(temp\d+)_input$/.exec(file)?.[1];
        if (sensor === undefined) continue;
        const labels = { chip, sensor };
        const read = (kind: string): number | undefined => {
          const text = files.sys(`${folder}/${sensor}_${kind}`);
          return text === undefined ? undefined : Number(text) / 1000;
        };
        out.gauge('node_hwmon_temp_celsius', 'Temperature', read('input'), labels);
        out.gauge('node_hwmon_temp_max_celsius', 'Highest temperature for normal operation', read('max'), labels);
        out.gauge('node_hwmon_temp_crit_celsius', 'Critical temperature', read('crit'), labels);
        const label = files.sys(`${folder}/${sensor}_label`)?.trim();
        if (label !== undefined) out.gauge('node_hwmon_sensor_label', 'Label of the sensor', 1, { ...labels, label });
      }
    }
    return 'ok';
  },
};

/** `../../../0000:00:18.3` and the bus it is on become `0000:00:18_3`, as node_exporter names chips. */
const chipName = (link: string): string => link.replace(/^.*\//, '').replace(/[^a-zA-Z0-9:]/g, '_');

/** Software RAID: disks of each array by state. */
export const raid: NodePart = {
  name: 'mdadm',
  collect({ files, out }) {
    const text = files.proc('mdstat');
    if (text === undefined) return 'absent';
    for (const [, device = '', state = '', rest = ''] of text.matchAll(/^(md\S+) : (\w+)(.*\n.*)$/gm)) {
      const labels = { device };
      const members = [...rest.matchAll(/\S+\[\d+\](\((\w)\))?/g)].map(([, , mark]) => mark);
      const [, required = '', active = ''] = /\[(\d+)\/(\d+)\]/.exec(rest) ?? [];
      const failed = members.filter((mark) => mark === 'F').length;
      const spare = members.filter((mark) => mark === 'S').length;
      const help = 'Disks of the array by state';
      const count = active === '' ? members.length - failed - spare : Number(active);
      out.gauge('node_md_disks', help, count, { device, state: 'active' });
      out.gauge('node_md_disks', help, failed, { device, state: 'failed' });
      out.gauge('node_md_disks', help, spare, { device, state: 'spare' });
      const wanted = required === '' ? members.length - spare : Number(required);
      out.gauge('node_md_disks_required', 'Disks that the array needs', wanted, labels);
      const states = ['active', 'inactive', 'recovering', 'resync', 'check'];
      const busy = /(recovery|resync|check) =/.exec(rest)?.[1];
      const now = busy === undefined ? state : busy === 'recovery' ? 'recovering' : busy;
      for (const candidate of states) {
        out.gauge('node_md_state', 'State of the array', candidate === now ? 1 : 0, { device, state: candidate });
      }
    }
    return 'ok';
  },
};
