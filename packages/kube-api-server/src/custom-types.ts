import { fieldsAt, isFields, listAt, numberAt, textAt, type Fields } from './fields.ts';
import {
  groupVersion,
  type CustomColumn,
  type ResourceType,
  type ScalePaths,
  type Subresource,
} from './resource-type.ts';

/** Reads a CustomResourceDefinition; undefined when it names no group, kind or served version. */
export function customType(definition: Fields): ResourceType | undefined {
  const spec = fieldsAt(definition, 'spec');
  const names = fieldsAt(spec, 'names');
  const [group, kind, plural] = [textAt(spec, 'group'), textAt(names, 'kind'), textAt(names, 'plural')];
  const served = listAt(spec, 'versions')
    .filter(isFields)
    .filter((version) => version['served'] !== false);
  const versions = served.flatMap((version) => textAt(version, 'name') ?? []).sort(byPriority);
  if (group === undefined || kind === undefined || plural === undefined || versions.length === 0) return undefined;
  const subresources = served.map((version) => fieldsAt(version, 'subresources'));
  const scale = subresources.map((sub) => sub['scale']).find(isFields);
  return {
    group,
    kind,
    plural,
    singular: textAt(names, 'singular') ?? kind.toLowerCase(),
    shortNames: texts(names, 'shortNames'),
    categories: texts(names, 'categories'),
    namespaced: textAt(spec, 'scope') !== 'Cluster',
    versions,
    subresources: [
      ...(subresources.some((sub) => isFields(sub['status'])) ? (['status'] as const) : []),
      ...(scale === undefined ? [] : (['scale'] as const)),
    ] satisfies Subresource[],
    origin: 'custom',
    storedAs: `${group}/${plural}`,
    storedVersion: groupVersion(group, versions[0]!),
    columns: new Map(served.map((version) => [textAt(version, 'name') ?? '', columnsOf(version)])),
    ...(scale === undefined ? {} : { scalePaths: scalePaths(scale) }),
  };
}

function columnsOf(version: Fields): CustomColumn[] {
  return listAt(version, 'additionalPrinterColumns').flatMap((column) => {
    const [name, jsonPath] = [textAt(column, 'name'), textAt(column, 'jsonPath')];
    if (name === undefined || jsonPath === undefined) return [];
    const [format, description] = [textAt(column, 'format'), textAt(column, 'description')];
    const priority = numberAt(column, 'priority');
    return [
      {
        name,
        jsonPath,
        type: textAt(column, 'type') ?? 'string',
        ...(format === undefined ? {} : { format }),
        ...(description === undefined ? {} : { description }),
        ...(priority === undefined ? {} : { priority }),
      },
    ];
  });
}

function scalePaths(scale: Fields): ScalePaths {
  const labelSelectorPath = textAt(scale, 'labelSelectorPath');
  return {
    specReplicasPath: textAt(scale, 'specReplicasPath') ?? '.spec.replicas',
    statusReplicasPath: textAt(scale, 'statusReplicasPath') ?? '.status.replicas',
    ...(labelSelectorPath === undefined ? {} : { labelSelectorPath }),
  };
}

const texts = (value: unknown, ...path: readonly string[]): string[] =>
  listAt(value, ...path).filter((item) => typeof item === 'string');

/** Order of versions: GA before beta before alpha, later before earlier; what is no such version comes last. */
export function byPriority(a: string, b: string): number {
  const [x, y] = [versionRank(a), versionRank(b)];
  if (x === undefined || y === undefined) return x === y ? (a < b ? -1 : 1) : x === undefined ? 1 : -1;
  return y.stage - x.stage || y.major - x.major || y.minor - x.minor;
}

function versionRank(version: string): { stage: number; major: number; minor: number } | undefined {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (match === null) return undefined;
  const stage = match[2] === undefined ? 2 : match[2] === 'beta' ? 1 : 0;
  return { stage, major: Number(match[1]), minor: Number(match[3] ?? 0) };
}
