import { badRequest, invalid } from './api-error.ts';

/** The parameter `resourceVersion`: undefined when absent or empty. */
export function readResourceVersion(text: string | null): number | undefined {
  if (text === null || text === '') return undefined;
  if (!/^\d+$/.test(text)) {
    throw badRequest(
      `Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  }
  return Number(text);
}

/** Refuses combinations of list parameters that say nothing. Source: ValidateListOptions of apimachinery. */
export function checkListParameters(query: URLSearchParams): void {
  const match = query.get('resourceVersionMatch') ?? '';
  if (match === '') return;
  const causes = [];
  const forbid = (message: string): void => {
    causes.push({ reason: 'FieldValueForbidden', field: 'resourceVersionMatch', message: `Forbidden: ${message}` });
  };
  if ((query.get('resourceVersion') ?? '') === '' && query.get('sendInitialEvents') === null) {
    forbid('resourceVersionMatch is forbidden unless resourceVersion is provided');
  }
  if ((query.get('continue') ?? '') !== '') forbid('resourceVersionMatch is forbidden when continue is provided');
  if (match !== 'Exact' && match !== 'NotOlderThan') {
    causes.push({
      reason: 'FieldValueNotSupported',
      field: 'resourceVersionMatch',
      message: `Unsupported value: ${JSON.stringify(match)}: supported values: "Exact", "NotOlderThan", ""`,
    });
  }
  if (match === 'Exact' && query.get('resourceVersion') === '0') {
    forbid('resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
  }
  if (causes.length > 0) throw invalid('meta.k8s.io', 'ListOptions', '', causes);
}
