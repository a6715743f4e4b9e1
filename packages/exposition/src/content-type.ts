/** The formats that are read; the two Prometheus texts differ only in quoted names, which are read in either. */
export type ExpositionFormat = 'prometheus-text' | 'openmetrics' | 'protobuf';

const PROTOBUF =
  'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;escaping=allow-utf-8';

/**
 * The `Accept` header of a scrape, best first. Protobuf is asked for only where native histograms are wanted: it costs
 * the target more than text does.
 */
export function acceptHeader(options: { readonly nativeHistograms: boolean }): string {
  const text = [
    'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6',
    'application/openmetrics-text;version=0.0.1;q=0.5',
    'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4',
    'text/plain;version=0.0.4;q=0.3',
    '*/*;q=0.2',
  ];
  return (options.nativeHistograms ? [`${PROTOBUF};q=0.7`, ...text] : text).join(',');
}

/** Pages, APIs, pictures. Some exporters make up a type for their text, so everything else is worth a try. */
const NO_EXPOSITION =
  /^(text\/(html|css|xml|javascript)|application\/([a-z.]+\+)?(json|xml|xhtml|javascript|yaml)|(image|audio|video|font)\/)/;

/**
 * The format that a response's `Content-Type` announces. No header, or one that says nothing, is Prometheus text;
 * undefined means that this is no exposition (HTML of a login page, JSON of an API).
 */
export function formatOfContentType(contentType: string | null | undefined): ExpositionFormat | undefined {
  const [type = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase());
  switch (type) {
    case 'application/openmetrics-text':
      return 'openmetrics';
    case 'application/vnd.google.protobuf': {
      const proto = parameter(parameters, 'proto');
      const encoding = parameter(parameters, 'encoding');
      const known = proto === undefined || proto === 'io.prometheus.client.metricfamily';
      return known && (encoding === undefined || encoding === 'delimited') ? 'protobuf' : undefined;
    }
    default:
      return NO_EXPOSITION.test(type) ? undefined : 'prometheus-text';
  }
}

/** The `Content-Type` of what {@link writeExposition} writes. */
export const contentTypeOf = (format: 'prometheus-text' | 'openmetrics'): string =>
  format === 'openmetrics'
    ? 'application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=allow-utf-8'
    : 'text/plain; version=0.0.4; charset=utf-8';

/** The text format that a client which sent this `Accept` header to our `/metrics` likes best. */
export function negotiateTextFormat(accept: string | null | undefined): 'prometheus-text' | 'openmetrics' {
  let best: 'prometheus-text' | 'openmetrics' = 'prometheus-text';
  let bestQuality = 0;
  for (const range of (accept ?? '').split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const quality = Number(parameter(parameters, 'q') ?? '1');
    const version = parameter(parameters, 'version');
    const open = type === 'application/openmetrics-text' && (version === undefined || version === '1.0.0');
    const plain = type === 'text/plain' || type === 'text/*' || type === '*/*';
    if ((open || plain) && quality > bestQuality) {
      best = open ? 'openmetrics' : 'prometheus-text';
      bestQuality = quality;
    }
  }
  return best;
}

const parameter = (parameters: readonly string[], name: string): string | undefined =>
  parameters
    .find((text) => text.startsWith(`${name}=`))
    ?.slice(name.length + 1)
    .replaceAll('"', '');
