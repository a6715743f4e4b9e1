import type { ObjectSummary, ResponseOf, routes } from '@binnacle/api';
import { textRecordAt } from '@binnacle/objects';
import type { Database } from '../metadata/database.ts';
import { sql, type Sql } from '../metadata/sql.ts';
import { OBJECT_COLUMNS, objectRow } from './object-row.ts';
import { findObject, readObject } from './read-object.ts';
import { meshOf } from './related-mesh.ts';
import { kindIs, listFact, nameIs, selects, textFact, type Relation, type Surroundings } from './surroundings.ts';

type Related = ResponseOf<typeof routes.getRelatedObjects>;
/** Shown of a group. */
const MAX_SHOWN = 200;
/** Owners are followed so far up: a pod, its replica set, its deployment, what an operator made that of. */
const MAX_CHAIN = 6;

export function relatedObjects(
  db: Database,
  workspace: string,
  uid: string,
  cluster: string | undefined,
): Related | undefined {
  const found = readObject(db, workspace, uid, cluster);
  if (found === undefined) return undefined;
  const { object: body, ...object } = found;
  const find = (condition: Sql): ObjectSummary[] =>
    db
      .all(
        objectRow,
        sql`SELECT ${OBJECT_COLUMNS} FROM objects WHERE workspace = ${workspace} AND cluster = ${object.cluster}
          AND gone_at IS NULL AND ${condition} ORDER BY rank, name LIMIT 5000`,
      )
      .map((it) => it.summary);
  const around: Surroundings = {
    object,
    body,
    find,
    selecting: (kinds, labels) =>
      find(sql`namespace = ${object.namespace} AND selector <> '' AND ${kindIs(kinds)}`).filter((it) =>
        selects(it.selector, labels),
      ),
  };
  const groups = new Map<Relation, Map<string, ObjectSummary>>();
  const add = (relation: Relation, objects: readonly ObjectSummary[]): void => {
    const group = groups.get(relation) ?? new Map<string, ObjectSummary>();
    for (const it of objects) if (it.uid !== object.uid) group.set(it.uid, it);
    groups.set(relation, group);
  };

  add('owner', ownersOf(db, workspace, object));
  const pods = podsOf(around);
  add('pods', pods);
  add('owned', ownedBy(around, new Set(pods.map((it) => it.uid))));
  for (const [relation, objects] of byKind(around, pods)) add(relation, objects);
  for (const [relation, objects] of meshOf(around, pods)) add(relation, objects);
  return {
    groups: [...groups]
      .map(([relation, group]) => ({
        relation,
        objects: [...group.values()].slice(0, MAX_SHOWN),
        total: group.size,
      }))
      .filter((it) => it.total > 0),
  };
}

/** The nearest owner first. One that is not known ends the chain. */
function ownersOf(db: Database, workspace: string, object: ObjectSummary): ObjectSummary[] {
  const chain: ObjectSummary[] = [];
  let next = object.owner?.uid ?? '';
  while (next !== '' && chain.length < MAX_CHAIN && chain.every((it) => it.uid !== next)) {
    const owner = findObject(db, workspace, next, object.cluster)?.summary;
    if (owner === undefined) break;
    chain.push(owner);
    next = owner.owner?.uid ?? '';
  }
  return chain;
}

const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob', 'Rollout'];

function podsOf({ object, find }: Surroundings): ObjectSummary[] {
  if (object.kind === 'Node') return find(sql`node = ${object.name} AND node <> '' AND kind = 'Pod'`);
  if (object.kind === 'PersistentVolumeClaim') {
    return find(
      sql`kind = 'Pod' AND namespace = ${object.namespace} AND instr(facts, ${JSON.stringify(object.name)}) > 0`,
    ).filter((it) => listFact(it, 'volumes').includes(object.name));
  }
  if (WORKLOADS.includes(object.kind)) {
    return find(sql`kind = 'Pod' AND namespace = ${object.namespace} AND (
      (owner_uid = ${object.uid} AND owner_uid <> '')
      OR (workload_kind = ${object.kind} AND workload_name = ${object.name}))`);
  }
  if (object.selector === '' || object.namespace === '') return [];
  return find(sql`kind = 'Pod' AND namespace = ${object.namespace}`).filter((it) =>
    selects(object.selector, it.labels),
  );
}

/** What it owns, other than pods, which have a group of their own. */
const ownedBy = ({ object, find }: Surroundings, pods: ReadonlySet<string>): ObjectSummary[] =>
  find(sql`owner_uid = ${object.uid} AND owner_uid <> '' AND kind <> 'Container'`).filter((it) => !pods.has(it.uid));

function byKind(
  around: Surroundings,
  pods: readonly ObjectSummary[],
): readonly (readonly [Relation, ObjectSummary[]])[] {
  const { object, body, find, selecting } = around;
  const inNamespace = sql`namespace = ${object.namespace}`;
  switch (object.kind) {
    case 'Pod': {
      const claims = listFact(object, 'volumes');
      return [
        ['containers', find(sql`kind = 'Container' AND owner_uid = ${object.uid} AND owner_uid <> ''`)],
        ['node', find(sql`kind = 'Node' AND name = ${object.node}`)],
        ['services', selecting(['Service'], object.labels)],
        ['scaling', selecting(['PodDisruptionBudget'], object.labels)],
        [
          'storage',
          claims.length === 0 ? [] : find(sql`kind = 'PersistentVolumeClaim' AND ${inNamespace} AND ${nameIs(claims)}`),
        ],
      ];
    }
    case 'Container':
      return [
        ['node', find(sql`kind = 'Node' AND name = ${object.node}`)],
        ['host', find(sql`kind = 'Host' AND name = ${textFact(object, 'host')}`)],
      ];
    case 'Node':
      return [['host', find(sql`kind = 'Host' AND (name = ${object.name} OR node = ${object.name})`)]];
    case 'Host':
      return [
        ['node', find(sql`kind = 'Node' AND name IN (${object.name}, ${object.node})`)],
        [
          'containers',
          find(sql`kind = 'Container' AND node IN (${object.name}, ${object.node}) AND node <> ''`).filter(
            (it) => textFact(it, 'host') === object.name,
          ),
        ],
      ];
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Rollout': {
      const labels = textRecordAt(body, 'spec', 'template', 'metadata', 'labels');
      const target = `${object.kind}/${object.name}`;
      return [
        ['services', selecting(['Service'], labels)],
        [
          'scaling',
          [
            ...find(sql`kind = 'HorizontalPodAutoscaler' AND ${inNamespace}`).filter(
              (it) => textFact(it, 'target') === target,
            ),
            ...selecting(['PodDisruptionBudget'], labels),
          ],
        ],
      ];
    }
    case 'Service':
      return [
        [
          'entry',
          find(sql`kind = 'Ingress' AND ${inNamespace}`).filter((it) =>
            listFact(it, 'backends').some((backend) => backend.endsWith(` → ${object.name}`)),
          ),
        ],
        ['owner', workloadsOf(around, pods)],
      ];
    case 'Ingress': {
      const names = listFact(object, 'backends').map((it) => it.slice(it.lastIndexOf(' ') + 1));
      return [['services', find(sql`kind = 'Service' AND ${inNamespace} AND ${nameIs(names)}`)]];
    }
    case 'HorizontalPodAutoscaler': {
      const [kind = '', name = ''] = textFact(object, 'target').split('/');
      return [['scaling', find(sql`kind = ${kind} AND ${inNamespace} AND name = ${name}`)]];
    }
    case 'PersistentVolumeClaim':
      return [['storage', find(sql`kind = 'PersistentVolume' AND name = ${textFact(object, 'volume')}`)]];
    case 'PersistentVolume': {
      const [namespace = '', name = ''] = textFact(object, 'claim').split('/');
      return [['storage', find(sql`kind = 'PersistentVolumeClaim' AND namespace = ${namespace} AND name = ${name}`)]];
    }
    default:
      return [];
  }
}

/** The workloads behind a service: those of its pods. */
function workloadsOf({ object, find }: Surroundings, pods: readonly ObjectSummary[]): ObjectSummary[] {
  const names = [...new Set(pods.flatMap((it) => (it.workload === null ? [] : [it.workload.name])))];
  const kinds = [...new Set(pods.flatMap((it) => (it.workload === null ? [] : [it.workload.kind])))];
  return names.length === 0 ? [] : find(sql`namespace = ${object.namespace} AND ${kindIs(kinds)} AND ${nameIs(names)}`);
}
