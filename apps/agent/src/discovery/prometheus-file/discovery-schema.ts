import { z } from 'zod';
import { didYouMean } from '../../config/did-you-mean.ts';
import { DNS_TYPES, type DiscoveryConfig } from '../discovery-config.ts';
import { parseFieldSelector } from '../kubernetes/field-selector.ts';
import { parseLabelSelector } from '../kubernetes/label-selector.ts';
import { KUBERNETES_ROLES, type KubernetesRole } from '../kubernetes/role.ts';
import { count, duration, flag, group, list, optionalText, text, textList, textMap } from './fields.ts';
import { beside, httpClientShape, requestSettings, type Report } from './http-client.ts';

const role = text
  .transform((name) => name.toLowerCase())
  .pipe(z.enum(KUBERNETES_ROLES, `expected one of ${KUBERNETES_ROLES.join(', ')}`));

/** What the discovery of a role looks at, and selectors may narrow. */
const SELECTED: Readonly<Record<KubernetesRole, readonly KubernetesRole[]>> = {
  node: ['node'],
  pod: ['pod'],
  service: ['service'],
  ingress: ['ingress'],
  endpoints: ['endpoints', 'service', 'pod'],
  endpointslice: ['endpointslice', 'service', 'pod'],
};

/** The kinds of discovery that there are here; further ones are named in {@link OTHER_DISCOVERIES}. */
export const discoveryShape = {
  static_configs: list(
    z.strictObject({ targets: list(text, 'expected a list of host:port'), labels: textMap }),
    'expected a list of targets with labels',
  ),
  file_sd_configs: list(
    z.strictObject({ files: textList, refresh_interval: duration }),
    'expected a list, as - files: [targets/*.yml]',
  ),
  http_sd_configs: list(
    z.strictObject({ url: text, refresh_interval: duration, ...httpClientShape }),
    'expected a list, as - url: http://host/targets',
  ),
  dns_sd_configs: list(
    z.strictObject({
      names: textList,
      type: group(
        text
          .transform((type) => type.toUpperCase())
          .pipe(z.enum(DNS_TYPES, 'expected A, AAAA, SRV or MX (NS is not supported)')),
      ),
      port: count,
      refresh_interval: duration,
    }),
    'expected a list, as - names: [_http._tcp.example.org]',
  ),
  kubernetes_sd_configs: list(
    z.strictObject({
      role,
      api_server: optionalText,
      kubeconfig_file: optionalText,
      namespaces: group(z.strictObject({ own_namespace: flag, names: textList })),
      selectors: list(
        z.strictObject({ role, label: optionalText, field: optionalText }),
        'expected a list, as - {role: pod, label: "app=web"}',
      ),
      attach_metadata: group(z.strictObject({ node: flag, namespace: flag })),
      ...httpClientShape,
    }),
    'expected a list, as - role: pod',
  ),
};

/** Prometheus has them, this agent not. */
export const OTHER_DISCOVERIES: readonly string[] =
  'aws azure consul digitalocean docker dockerswarm ec2 ecs eureka gce hetzner ionos kuma lightsail linode marathon msk nerve nomad openstack ovhcloud puppetdb rds scaleway serverset stackit triton uyuni vultr elasticache'
    .split(' ')
    .map((name) => `${name}_sd_configs`);

const discoverySchema = z.object(discoveryShape);
export type DiscoveryWritten = z.output<typeof discoverySchema>;

/** The discoveries of one entry of `scrape_configs`. */
export function discoveriesOf(written: DiscoveryWritten, file: string, report: Report): DiscoveryConfig[] {
  const found: DiscoveryConfig[] = [];
  const statics = (written.static_configs ?? []).map(({ targets = [], labels = {} }) => ({ targets, labels }));
  for (const [i, { targets }] of statics.entries()) {
    for (const [n, address] of targets.entries()) {
      if (address.includes('/')) {
        const advice = 'Expected host:port; the path is metrics_path, the scheme is scheme';
        report(`static_configs[${i}].targets[${n}]`, 'error', `${JSON.stringify(address)} is no address`, advice);
      }
    }
  }
  if (statics.length > 0) found.push({ kind: 'static', groups: statics });
  for (const [i, { files = [], refresh_interval: refreshMs = 300_000 }] of (written.file_sd_configs ?? []).entries()) {
    if (files.length === 0) report(`file_sd_configs[${i}].files`, 'error', 'missing: expected at least one file');
    for (const path of files) {
      if (/\.(json|ya?ml)$/.test(path)) continue;
      report(`file_sd_configs[${i}].files`, 'error', `${path}: expected a name that ends in .json, .yml or .yaml`);
    }
    found.push({ kind: 'file', files: files.map((path) => beside(file, path)), refreshMs });
  }
  for (const [i, entry] of (written.http_sd_configs ?? []).entries()) {
    const path = `http_sd_configs[${i}]`;
    const url = URL.parse(entry.url);
    if (url === null || !/^https?:$/.test(url.protocol)) {
      report(`${path}.url`, 'error', `expected an http address, got ${JSON.stringify(entry.url)}`);
      continue;
    }
    const request = requestSettings(entry, file, (at, ...rest) => report(`${path}.${at}`, ...rest));
    found.push({ kind: 'http', url: entry.url, refreshMs: entry.refresh_interval ?? 60_000, request });
  }
  for (const [i, entry] of (written.dns_sd_configs ?? []).entries()) {
    const { names = [], type = 'SRV', port = 0, refresh_interval: refreshMs = 30_000 } = entry;
    const path = `dns_sd_configs[${i}]`;
    if (names.length === 0) report(`${path}.names`, 'error', 'missing: expected at least one name');
    if (type !== 'SRV' && port === 0) report(`${path}.port`, 'error', `missing: ${type} records have none`);
    found.push({ kind: 'dns', names, type, port, refreshMs });
  }
  for (const [i, entry] of (written.kubernetes_sd_configs ?? []).entries()) {
    const path = `kubernetes_sd_configs[${i}]`;
    for (const option of CONNECTION_OPTIONS) {
      const value = entry[option];
      if (value === undefined || value === '' || value === false) continue;
      const message = 'has no effect: the agent looks through its own connection to the cluster';
      report(`${path}.${option}`, 'warning', message);
    }
    const selectors = (entry.selectors ?? []).map(({ role: of, label = '', field = '' }) => ({
      role: of,
      label,
      field,
    }));
    const usable = SELECTED[entry.role];
    for (const [n, { role: of, label, field }] of selectors.entries()) {
      const at = `${path}.selectors[${n}].role`;
      if (!usable.includes(of)) {
        report(at, 'error', `role ${entry.role} does not look at ${of}: expected ${usable.join(', ')}`);
      } else if (selectors.findIndex((other) => other.role === of) < n) {
        report(at, 'error', `a second selector for ${of}: expected one for each`);
      }
      for (const parsed of [parseLabelSelector(label), parseFieldSelector(field)]) {
        if (!parsed.ok) report(`${path}.selectors[${n}]`, 'error', parsed.message);
      }
    }
    found.push({
      kind: 'kubernetes',
      role: entry.role,
      namespaces: entry.namespaces?.names ?? [],
      ownNamespace: entry.namespaces?.own_namespace ?? false,
      selectors,
      attachNode: entry.attach_metadata?.node ?? false,
      attachNamespace: entry.attach_metadata?.namespace ?? false,
    });
  }
  return found;
}

const CONNECTION_OPTIONS = [
  'api_server',
  'kubeconfig_file',
  'basic_auth',
  'authorization',
  'bearer_token',
  'bearer_token_file',
  'tls_config',
  'oauth2',
  'proxy_url',
] as const;

/** What to say about a key that is none. */
export function unknownDiscovery(key: string): string | undefined {
  if (OTHER_DISCOVERIES.includes(key)) {
    return 'This kind of discovery is not supported. Expected kubernetes, file, http, dns or static ones; file_sd_configs takes what another program finds';
  }
  const near = didYouMean(key, [...Object.keys(discoveryShape), ...OTHER_DISCOVERIES]);
  return near === undefined ? undefined : `Did you mean ${near}?`;
}
