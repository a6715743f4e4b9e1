export type YamlKind = 'prometheus' | 'manifest' | 'settings';

const PROMETHEUS = /^(global|scrape_configs|scrape_config_files|rule_files|remote_write|remote_read)\s*:/m;

/** What a YAML file is, by the keys at its left edge: a prometheus.yml, Kubernetes objects, or settings of Binnacle. */
export function yamlKindOf(text: string): YamlKind {
  if (PROMETHEUS.test(text)) return 'prometheus';
  return /^apiVersion\s*:/m.test(text) && /^kind\s*:/m.test(text) ? 'manifest' : 'settings';
}
