import type { ReactElement, ReactNode } from 'react';
import classes from './ListCount.module.css';

/** How many a list has, read out when it changes. */
export function ListCount({ children }: { readonly children: ReactNode }): ReactElement {
  return <output className={classes['count']}>{children}</output>;
}
