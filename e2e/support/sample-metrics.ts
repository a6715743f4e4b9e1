type Reported = {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly uid: string;
};

const MINUTES = 45;

/** Half an hour and more of figures for the objects of the sample cluster, as text that an import takes. */
export function sampleMetrics(nowMs: number, objects: readonly Reported[], cluster: string): string {
  const lines: string[] = [];
  const series = (name: string, labels: Readonly<Record<string, string>>, at: (minute: number) => number): void => {
    const text = Object.entries({ cluster, ...labels })
      .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
      .join(',');
    for (let minute = 0; minute <= MINUTES; minute++) {
      lines.push(`${name}{${text}} ${at(minute)} ${nowMs - (MINUTES - minute) * 60_000}`);
    }
  };
  for (const [i, it] of objects.entries()) {
    const wave = (minute: number): number => 1 + 0.4 * Math.sin(minute / 5 + i) + 0.1 * Math.sin(minute * 1.7 + i);
    if (it.kind === 'Pod') {
      for (const container of ['app', 'istio-proxy']) {
        const labels = {
          namespace: it.namespace ?? '',
          pod: it.name,
          container,
          id: `/kubepods/pod${it.uid}/${container}`,
        };
        let total = 0;
        series(
          'container_cpu_usage_seconds_total',
          labels,
          (minute) => (total += 60 * 0.04 * (1 + (i % 7)) * wave(minute)),
        );
        series('container_memory_working_set_bytes', labels, (minute) =>
          Math.round(6e7 * (1 + (i % 5)) * wave(minute)),
        );
      }
      let received = 0;
      const pod = { namespace: it.namespace ?? '', pod: it.name, interface: 'eth0' };
      series('container_network_receive_bytes_total', pod, (minute) => (received += 60_000 * 30 * wave(minute)));
      series('container_network_transmit_bytes_total', pod, (minute) => 2 * (minute + 1) * 60_000 * 20);
    }
    if (it.kind === 'Node' || it.kind === 'Host') {
      const host = { instance: it.name, host: it.name, ...(it.kind === 'Node' ? { node: it.name } : {}) };
      for (const [mode, share] of Object.entries({ idle: 0.55, user: 0.3, system: 0.1, iowait: 0.05 })) {
        let total = 0;
        series(
          'node_cpu_seconds_total',
          { ...host, cpu: '0', mode },
          (minute) => (total += 60 * share * (mode === 'idle' ? 1 : wave(minute))),
        );
      }
      series('node_memory_MemTotal_bytes', host, () => 32 * 2 ** 30);
      series('node_memory_MemAvailable_bytes', host, (minute) => (12 + 4 * wave(minute)) * 2 ** 30);
      series('node_load1', host, (minute) => 2 * wave(minute));
      series('node_load5', host, (minute) => 1.8 * wave(minute / 2));
    }
    if (it.kind === 'Container') {
      const labels = { id: `/docker/${it.uid}`, name: it.name, image: 'x' };
      let total = 0;
      series('container_cpu_usage_seconds_total', labels, (minute) => (total += 60 * 0.1 * wave(minute)));
      series('container_memory_working_set_bytes', labels, (minute) => Math.round(9e7 * wave(minute)));
    }
    if (it.kind === 'Service' && it.namespace === 'bookinfo') {
      for (const [code, rate] of Object.entries({ '200': 8, '503': it.name === 'ratings' ? 3 : 0.02 })) {
        for (const version of it.name === 'reviews' ? ['v1', 'v3'] : ['v1']) {
          let total = 0;
          series(
            'istio_requests_total',
            {
              reporter: 'destination',
              destination_service_name: it.name,
              destination_service_namespace: 'bookinfo',
              destination_version: version,
              response_code: code,
            },
            (minute) => (total += Math.round(60 * rate * (version === 'v3' ? 0.1 : 0.9) * wave(minute))),
          );
        }
      }
    }
  }
  return `${lines.join('\n')}\n`;
}
