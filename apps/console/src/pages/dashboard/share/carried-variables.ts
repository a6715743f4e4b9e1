import { SHARE_MAX_VALUES, type ShareVariable } from '@binnacle/api';
import type { ResolvedVariable } from '../../../variables/resolve.ts';

/** Whether whoever opens a link may be given the choice: free text could be anything. */
export const mayBeFree = ({ variable, options }: ResolvedVariable): boolean =>
  variable.kind !== 'text' && options.length > 1 && options.length <= SHARE_MAX_VALUES;

/** What a link carries of the variables: as they are chosen now, and the lists of those that are left free. */
export function carriedVariables(resolved: readonly ResolvedVariable[], free: ReadonlySet<string>): ShareVariable[] {
  return resolved.map((it) => {
    const { variable, selection } = it;
    const isFree = free.has(variable.name) && mayBeFree(it);
    // All values of a list that is too long to be carried are those that fit.
    const options = variable.kind === 'text' ? [] : it.options.slice(0, SHARE_MAX_VALUES);
    const carried =
      selection.kind === 'values'
        ? { kind: selection.kind, values: selection.values.slice(0, SHARE_MAX_VALUES) }
        : selection;
    return { name: variable.name, mode: isFree ? 'free' : 'fixed', selection: carried, options };
  });
}
