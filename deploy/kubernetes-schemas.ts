import type { Manifest } from './helm-template.ts';

/** A class of kubernetes-models: made from the OpenAPI document of a recent Kubernetes. */
interface ModelClass {
  new (data: object): { validate(): void };
}

/** Kinds that are not Kubernetes' own: their schemas are not looked at here. */
const FOREIGN = new Set(['ServiceMonitor', 'HTTPRoute']);

/**
 * Checks an object against the schema of its kind and version.
 *
 * @returns what is wrong, undefined when nothing is
 */
export async function checkSchema(manifest: Manifest): Promise<string | undefined> {
  const { apiVersion, kind, ...rest } = manifest;
  if (FOREIGN.has(kind)) return undefined;
  const unknown = `no kind ${kind} in ${apiVersion}`;
  let module: Readonly<Record<string, unknown>>;
  try {
    module = (await import(`kubernetes-models/${apiVersion}/${kind}`)) as Readonly<Record<string, unknown>>;
  } catch {
    return unknown;
  }
  const model = Object.values(module).find((value) => typeof value === 'function' && 'kind' in value) as
    | ModelClass
    | undefined;
  if (model === undefined) return unknown;
  try {
    new model(rest).validate();
    return undefined;
  } catch (error) {
    return `${kind} ${manifest.metadata.name}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
