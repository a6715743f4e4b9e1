import { readFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Version of the product. */
export const VERSION = version;

/**
 * The Prometheus release whose API and PromQL we speak. Clients decide by it what they may ask: Grafana asks for label values
 * with matchers only from 2.24 on.
 */
export const PROMETHEUS_VERSION = '3.14.0';
