/** Which objects of a kind a list or a watch asks for. */
export interface Selection {
  /** All namespaces where absent. */
  readonly namespace?: string;
  /** All of them have to hold: `{ 'spec.nodeName': 'node1' }`. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** A label selector as kubectl takes it, such as `app in (a,b),!old`; beside `labels`. */
  readonly labelSelector?: string;
}

/** Commas, equals signs and backslashes are the grammar of field selectors. Source: k8s.io/apimachinery/pkg/fields EscapeValue. */
const escapeField = (value: string): string => value.replace(/[\\,=]/g, (char) => `\\${char}`);

/** The parameters `fieldSelector` and `labelSelector`. */
export function selectionQuery({ fields, labels, labelSelector }: Selection): Record<string, string> {
  const byField = Object.entries(fields ?? {}).map(([path, value]) => `${path}=${escapeField(value)}`);
  const byLabel = Object.entries(labels ?? {}).map(([name, value]) => `${name}=${value}`);
  if (labelSelector !== undefined && labelSelector !== '') byLabel.push(labelSelector);
  return {
    ...(byField.length === 0 ? {} : { fieldSelector: byField.join(',') }),
    ...(byLabel.length === 0 ? {} : { labelSelector: byLabel.join(',') }),
  };
}

/** Pods that run on one node. */
export const podsOfNode = (node: string): Selection => ({ fields: { 'spec.nodeName': node } });
