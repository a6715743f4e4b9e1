import type { ReactElement, ReactNode } from 'react';
import classes from './Toolbar.module.css';

/** Search, filters and choices above a list, in one line that wraps. The first one grows. */
export function Toolbar({ children }: { readonly children: ReactNode }): ReactElement {
  return <div className={classes['toolbar']}>{children}</div>;
}
