import type { ObjectSummary } from '@binnacle/api';
import type { Language } from '@binnacle/views';
import { valueText } from '../../format/value.ts';
import { listFact, numberFact, textFact } from '../../objects/facts.ts';

/** What one wants to know of an object beside its state, in the fewest words: what it routes, what it runs, how large it is. */
export function aboutObject(it: ObjectSummary, language: Language): readonly string[] {
  const bytes = (name: string): string => {
    const value = numberFact(it, name);
    return value === undefined ? '' : valueText(value, 'bytes', language);
  };
  switch (it.kind) {
    case 'Host': {
      const cores = numberFact(it, 'cpuCores');
      return present([
        [textFact(it, 'os'), textFact(it, 'kernel')],
        [cores === undefined ? '' : `${cores} CPU`, bytes('memoryBytes'), ...listFact(it, 'runtimes')],
      ]);
    }
    case 'Service':
      return present([[textFact(it, 'type'), textFact(it, 'externalName')], listFact(it, 'ports')]);
    case 'Ingress':
      return present([[textFact(it, 'class')], listFact(it, 'backends')]);
    case 'VirtualService':
      return present([
        [listFact(it, 'hosts').join(', '), listFact(it, 'gateways').join(', ')],
        listFact(it, 'weights'),
        listFact(it, 'extras'),
      ]);
    case 'DestinationRule':
      return present([[textFact(it, 'host'), textFact(it, 'tls')], listFact(it, 'subsets')]);
    case 'Gateway':
      return present([listFact(it, 'servers'), [it.selector]]);
    case 'ServiceEntry':
      return present([
        listFact(it, 'hosts'),
        [textFact(it, 'location'), textFact(it, 'resolution'), ...listFact(it, 'ports')],
      ]);
    case 'PeerAuthentication':
      return present([[textFact(it, 'mtls'), ...listFact(it, 'ports')], [it.selector]]);
    case 'AuthorizationPolicy':
      return present([[textFact(it, 'action'), it.selector]]);
    case 'RequestAuthentication':
      return present([listFact(it, 'issuers'), [it.selector]]);
    case 'CronJob':
      return present([[textFact(it, 'schedule'), textFact(it, 'timeZone')], it.images]);
    case 'HorizontalPodAutoscaler':
      return present([[textFact(it, 'target'), `${numberFact(it, 'min') ?? 1}–${numberFact(it, 'max') ?? '?'}`]]);
    case 'PersistentVolumeClaim':
      return present([[bytes('sizeBytes'), textFact(it, 'class'), textFact(it, 'volume')]]);
    case 'PersistentVolume':
      return present([[bytes('sizeBytes'), textFact(it, 'class'), textFact(it, 'claim')]]);
    case 'ResourceQuota':
      return present([listFact(it, 'used')]);
    case 'Namespace':
      return present([[textFact(it, 'mesh')]]);
    case 'ReplicaSet':
      return present([[it.owner === null ? '' : `${it.owner.kind}/${it.owner.name}`], it.images]);
    case 'EndpointSlice':
      return present([[textFact(it, 'service'), textFact(it, 'addressType')]]);
    default:
      return present([it.images.map(shortImage), [it.images.length === 0 ? it.selector : '']]);
  }
}

/** Without the registry, which is seldom what one looks for: `istio/proxyv2:1.27.1`. */
export const shortImage = (image: string): string => image.replace(/^[^/]*[.:][^/]*\//, '').replace(/^library\//, '');

/** Lines, of which those without anything are left out. */
const present = (lines: readonly (readonly string[])[]): readonly string[] =>
  lines.map((parts) => parts.filter((part) => part !== '').join(' · ')).filter((line) => line !== '');
