import type { KubeObject } from '@binnacle/kube';
import { fieldsAt, isFields, listAt, without, type Fields } from './fields.ts';
import { splitGroupVersion } from './resource-type.ts';

/**
 * Makes the object of another version. Most versions differ by name only; those that do not, and that clusters in use still
 * serve, are converted as the API server does: HPA, EndpointSlice, Ingress, and the two groups of events.
 */
export function convert(object: KubeObject, apiVersion: string): KubeObject {
  if (object.apiVersion === apiVersion) return object;
  const [from, to] = [shape(object.apiVersion), shape(apiVersion)];
  const fields = { ...object, apiVersion };
  switch (object.kind) {
    case 'HorizontalPodAutoscaler':
      return hpaTo(hpaToV2(fields, from.version), to.version) as KubeObject;
    case 'EndpointSlice':
      return mapList(fields, 'endpoints', to.version === 'v1' ? endpointToV1 : endpointToV1beta1) as KubeObject;
    case 'Ingress':
      return ingressTo(fields, to.version) as KubeObject;
    case 'Event':
      return from.group === to.group
        ? fields
        : (renameKeys(fields, to.group === '' ? TO_CORE : TO_EVENTS) as KubeObject);
    default:
      return fields;
  }
}

const shape = splitGroupVersion;

function mapList(fields: Fields, name: string, map: (item: Fields) => Fields): Fields {
  return Array.isArray(fields[name]) ? { ...fields, [name]: listAt(fields, name).filter(isFields).map(map) } : fields;
}

const TO_EVENTS: Readonly<Record<string, string>> = {
  involvedObject: 'regarding',
  message: 'note',
  source: 'deprecatedSource',
  firstTimestamp: 'deprecatedFirstTimestamp',
  lastTimestamp: 'deprecatedLastTimestamp',
  count: 'deprecatedCount',
  reportingComponent: 'reportingController',
};
const TO_CORE = Object.fromEntries(Object.entries(TO_EVENTS).map(([core, event]) => [event, core]));

const renameKeys = (fields: Fields, names: Readonly<Record<string, string>>): Fields =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [names[key] ?? key, value]));

function hpaToV2(hpa: Fields, version: string): Fields {
  if (version === 'v1') {
    const percent = fieldsAt(hpa, 'spec')['targetCPUUtilizationPercentage'];
    const current = fieldsAt(hpa, 'status')['currentCPUUtilizationPercentage'];
    const spec = without(fieldsAt(hpa, 'spec'), 'targetCPUUtilizationPercentage');
    const status = without(fieldsAt(hpa, 'status'), 'currentCPUUtilizationPercentage');
    return {
      ...hpa,
      spec: percent === undefined ? spec : { ...spec, metrics: [cpuMetric('target', percent)] },
      ...(hpa['status'] === undefined
        ? {}
        : { status: current === undefined ? status : { ...status, currentMetrics: [cpuMetric('current', current)] } }),
    };
  }
  return version === 'v2beta1' ? mapMetrics(hpa, metricFromV2beta1) : hpa;
}

function hpaTo(hpa: Fields, version: string): Fields {
  if (version === 'v2beta1') return mapMetrics(hpa, metricToV2beta1);
  if (version !== 'v1') return hpa;
  const percent = cpuUtilization(listAt(hpa, 'spec', 'metrics'), 'target');
  const current = cpuUtilization(listAt(hpa, 'status', 'currentMetrics'), 'current');
  return {
    ...hpa,
    spec: {
      ...without(fieldsAt(hpa, 'spec'), 'metrics', 'behavior'),
      ...(percent === undefined ? {} : { targetCPUUtilizationPercentage: percent }),
    },
    ...(hpa['status'] === undefined
      ? {}
      : {
          status: {
            ...without(fieldsAt(hpa, 'status'), 'currentMetrics', 'conditions'),
            ...(current === undefined ? {} : { currentCPUUtilizationPercentage: current }),
          },
        }),
  };
}

const cpuMetric = (side: 'target' | 'current', averageUtilization: unknown): Fields => ({
  type: 'Resource',
  resource: { name: 'cpu', [side]: { ...(side === 'target' ? { type: 'Utilization' } : {}), averageUtilization } },
});

function cpuUtilization(metrics: readonly unknown[], side: 'target' | 'current'): unknown {
  const cpu = metrics.find((metric) => fieldsAt(metric, 'resource')['name'] === 'cpu');
  return fieldsAt(cpu, 'resource', side)['averageUtilization'];
}

function mapMetrics(hpa: Fields, map: (metric: Fields) => Fields): Fields {
  const spec = mapList(fieldsAt(hpa, 'spec'), 'metrics', map);
  if (hpa['status'] === undefined) return { ...hpa, spec };
  return { ...hpa, spec, status: mapList(fieldsAt(hpa, 'status'), 'currentMetrics', map) };
}

function metricToV2beta1(metric: Fields): Fields {
  if (metric['type'] !== 'Resource') return metric;
  const { name, target, current } = fieldsAt(metric, 'resource');
  const of = target === undefined ? 'current' : 'target';
  const value = fieldsAt({ value: target ?? current }, 'value');
  const title = of === 'target' ? 'target' : 'current';
  return {
    type: 'Resource',
    resource: {
      name,
      ...(value['averageUtilization'] === undefined
        ? {}
        : { [`${title}AverageUtilization`]: value['averageUtilization'] }),
      ...(value['averageValue'] === undefined ? {} : { [`${title}AverageValue`]: value['averageValue'] }),
    },
  };
}

function metricFromV2beta1(metric: Fields): Fields {
  if (metric['type'] !== 'Resource') return metric;
  const resource = fieldsAt(metric, 'resource');
  const side = Object.keys(resource).some((key) => key.startsWith('current')) ? 'current' : 'target';
  const [utilization, value] = [resource[`${side}AverageUtilization`], resource[`${side}AverageValue`]];
  const type = utilization === undefined ? 'AverageValue' : 'Utilization';
  return {
    type: 'Resource',
    resource: {
      name: resource['name'],
      [side]: {
        ...(side === 'target' ? { type } : {}),
        ...(utilization === undefined ? {} : { averageUtilization: utilization }),
        ...(value === undefined ? {} : { averageValue: value }),
      },
    },
  };
}

const HOSTNAME = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';

function endpointToV1beta1(endpoint: Fields): Fields {
  const { nodeName, zone, deprecatedTopology, ...rest } = endpoint;
  const topology = {
    ...fieldsAt({ deprecatedTopology }, 'deprecatedTopology'),
    ...(nodeName === undefined ? {} : { [HOSTNAME]: nodeName }),
    ...(zone === undefined ? {} : { [ZONE]: zone }),
  };
  return {
    ...rest,
    ...(nodeName === undefined ? {} : { nodeName }),
    ...(Object.keys(topology).length === 0 ? {} : { topology }),
  };
}

function endpointToV1(endpoint: Fields): Fields {
  const { topology, ...rest } = endpoint;
  const known = fieldsAt({ topology }, 'topology');
  const others = without(known, HOSTNAME, ZONE);
  return {
    ...(known[HOSTNAME] === undefined ? {} : { nodeName: known[HOSTNAME] }),
    ...(known[ZONE] === undefined ? {} : { zone: known[ZONE] }),
    ...(Object.keys(others).length === 0 ? {} : { deprecatedTopology: others }),
    ...rest,
  };
}

function ingressTo(ingress: Fields, version: string): Fields {
  const spec = fieldsAt(ingress, 'spec');
  const backend = version === 'v1' ? backendToV1 : backendToV1beta1;
  const { backend: single, defaultBackend, ...others } = spec;
  const fallback = single ?? defaultBackend;
  const rules = mapList(others, 'rules', (rule) =>
    isFields(rule['http'])
      ? { ...rule, http: mapList(rule['http'], 'paths', (path) => ({ ...path, backend: backend(path['backend']) })) }
      : rule,
  );
  return {
    ...ingress,
    spec: {
      ...(fallback === undefined ? {} : { [version === 'v1' ? 'defaultBackend' : 'backend']: backend(fallback) }),
      ...rules,
    },
  };
}

function backendToV1(backend: unknown): unknown {
  const { serviceName, servicePort, ...rest } = fieldsAt({ backend }, 'backend');
  if (serviceName === undefined) return backend;
  return {
    ...rest,
    service: { name: serviceName, port: { [typeof servicePort === 'string' ? 'name' : 'number']: servicePort } },
  };
}

function backendToV1beta1(backend: unknown): unknown {
  const { service, ...rest } = fieldsAt({ backend }, 'backend');
  if (!isFields(service)) return backend;
  const port = fieldsAt(service, 'port');
  return { ...rest, serviceName: service['name'], servicePort: port['number'] ?? port['name'] };
}
