import type { KindPart, Level } from './derived.ts';
import { parseQuantity } from './quantity.ts';
import { listAt, textAt, textsAt, type Json } from './read.ts';

const PHASES: ReadonlyMap<string, Level> = new Map(
  Object.entries<Level>({
    Bound: 'ok',
    Available: 'ok',
    Pending: 'busy',
    Released: 'idle',
    Lost: 'error',
    Failed: 'error',
  }),
);

const bytesFact = (text: string): Readonly<Record<string, number>> => {
  const bytes = parseQuantity(text);
  return bytes === undefined ? {} : { sizeBytes: bytes };
};

export function deriveVolumeClaim(object: Json): KindPart {
  const phase = textAt(object, 'status', 'phase') || 'Pending';
  return {
    status: phase,
    level: PHASES.get(phase) ?? 'unknown',
    message: listAt(object, 'status', 'conditions')
      .map((it) => textAt(it, 'message'))
      .filter((it) => it !== '')
      .join(' '),
    facts: {
      volume: textAt(object, 'spec', 'volumeName'),
      class: textAt(object, 'spec', 'storageClassName'),
      modes: textsAt(object, 'spec', 'accessModes'),
      ...bytesFact(
        textAt(object, 'status', 'capacity', 'storage') || textAt(object, 'spec', 'resources', 'requests', 'storage'),
      ),
    },
  };
}

export function deriveVolume(object: Json): KindPart {
  const phase = textAt(object, 'status', 'phase') || 'Pending';
  const claim = [textAt(object, 'spec', 'claimRef', 'namespace'), textAt(object, 'spec', 'claimRef', 'name')];
  return {
    status: phase,
    level: PHASES.get(phase) ?? 'unknown',
    message: textAt(object, 'status', 'message'),
    facts: {
      claim: claim.every((it) => it !== '') ? claim.join('/') : '',
      class: textAt(object, 'spec', 'storageClassName'),
      reclaim: textAt(object, 'spec', 'persistentVolumeReclaimPolicy'),
      ...bytesFact(textAt(object, 'spec', 'capacity', 'storage')),
    },
  };
}
