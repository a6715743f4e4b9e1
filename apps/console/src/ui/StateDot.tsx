import type { ReactElement } from 'react';
import classes from './StateDot.module.css';

export type DotState = 'ok' | 'warning' | 'error' | 'idle' | 'busy';

/** A dot in the colour of a state, and of a shape of its own, for those who cannot tell the colours. Words stand beside it. */
export function StateDot({ state }: { readonly state: DotState }): ReactElement {
  return <span className={classes['dot']} data-state={state} aria-hidden="true" />;
}
