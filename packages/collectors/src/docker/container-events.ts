import { numberAt, textAt, textsAt } from '../json-value.ts';
import type { EngineClient } from './engine-client.ts';

/** Something that happened to a container. */
export interface ContainerEvent {
  readonly atMs: number;
  readonly action: 'create' | 'start' | 'die' | 'oom' | 'destroy' | 'health_status' | 'other';
  readonly containerId: string;
  readonly containerName: string;
  readonly image: string;
  /** Of `die`. */
  readonly exitCode: number | undefined;
  /** Of `health_status`: `healthy` or `unhealthy`. */
  readonly health: string;
}

export interface ContainerEvents {
  /** Opens the stream where it is not open. Events go to the listener from then on. */
  open(signal: AbortSignal): Promise<boolean>;
  close(): void;
}

const FILTERS = encodeURIComponent(JSON.stringify({ type: ['container'] }));
/** No event is as long: the stream is broken then, or not one of events. */
const MAX_LINE = 1 << 20;

/** What Docker calls it, and podman. */
const actions: ReadonlyMap<string, ContainerEvent['action']> = new Map(
  Object.entries<ContainerEvent['action']>({
    create: 'create',
    start: 'start',
    die: 'die',
    died: 'die',
    oom: 'oom',
    destroy: 'destroy',
    remove: 'destroy',
    health_status: 'health_status',
  }),
);

/**
 * Listens to what happens to containers, so that starts, exits and kills between two passes are known. After a break it
 * goes on where it ended: the engine keeps the last events.
 */
export function containerEvents(client: EngineClient, listener: (event: ContainerEvent) => void): ContainerEvents {
  let opened: AbortController | undefined;
  let opening: Promise<boolean> | undefined;
  let lastNano = '';

  const read = (line: string): void => {
    let json: unknown;
    try {
      json = JSON.parse(line);
    } catch {
      return;
    }
    const event = containerEvent(json);
    const nano = textNano(json);
    // What comes again after a break was heard before.
    if (nano !== '' && nano === lastNano) return;
    if (nano !== '') lastNano = nano;
    if (event !== undefined) listener(event);
  };

  async function listen(signal: AbortSignal): Promise<boolean> {
    const mine = new AbortController();
    const since = lastNano === '' ? '' : `&since=${lastNano}`;
    const giveUp = (): void => mine.abort();
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      const response = await client.stream(`/events?filters=${FILTERS}${since}`, mine.signal);
      opened = mine;
      let rest = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        if (rest.length > MAX_LINE) response.destroy();
        for (const line of lines) if (line.trim() !== '') read(line);
        // podman sends one object at a time, and not always a line end behind it.
        if (rest.endsWith('}') && isJson(rest)) {
          read(rest);
          rest = '';
        }
      });
      response.on('error', () => {});
      response.on('close', () => {
        if (opened === mine) opened = undefined;
      });
      return true;
    } catch {
      return false;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  return {
    async open(signal) {
      if (opened !== undefined) return true;
      // The collector and the inventory may ask at the same time: one stream is enough for both.
      opening ??= listen(signal).finally(() => {
        opening = undefined;
      });
      return opening;
    },
    close() {
      opened?.abort();
      opened = undefined;
    },
  };
}

/** Reads one event; undefined when it is of something else than a container. */
export function containerEvent(json: unknown): ContainerEvent | undefined {
  if (textAt(json, 'Type') !== 'container') return undefined;
  const action = textAt(json, 'Action') || textAt(json, 'status');
  // `health_status: healthy`, `exec_start: sh -c …`
  const [verb = '', detail = ''] = action.split(': ', 2);
  // Commands that run inside (each health check is one) change nothing of the container.
  if (/^(exec|top|attach|resize)/.test(verb)) return undefined;
  const attributes = textsAt(json, 'Actor', 'Attributes');
  const containerId = textAt(json, 'Actor', 'ID') || textAt(json, 'id');
  if (containerId === '') return undefined;
  const exitCode = Number(attributes['exitCode'] ?? attributes['containerExitCode'] ?? 'NaN');
  return {
    atMs: Math.round((numberAt(json, 'timeNano') ?? (numberAt(json, 'time') ?? 0) * 1e9) / 1e6),
    action: actions.get(verb) ?? 'other',
    containerId,
    containerName: attributes['name'] ?? '',
    image: attributes['image'] ?? textAt(json, 'from'),
    exitCode: Number.isFinite(exitCode) ? exitCode : undefined,
    health: verb === 'health_status' ? detail || (attributes['health_status'] ?? '') : '',
  };
}

/** Seconds and nanoseconds as `since` wants them. A number loses the last digits, so an event may come a second time. */
function textNano(json: unknown): string {
  const nano = numberAt(json, 'timeNano');
  if (nano === undefined) return '';
  const seconds = Math.floor(nano / 1e9);
  return `${seconds}.${String(Math.floor(nano - seconds * 1e9)).padStart(9, '0')}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
