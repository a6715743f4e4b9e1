type Listener = () => void;

let text = '';
const listeners = new Set<Listener>();

/** Has screen readers say `what` when they are next idle, without moving the focus. */
export function announce(what: string): void {
  text = what;
  for (const listener of listeners) listener();
}

/** For `useSyncExternalStore`: what was announced last. */
export const announcement = {
  subscribe(listener: Listener): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  get: (): string => text,
};
