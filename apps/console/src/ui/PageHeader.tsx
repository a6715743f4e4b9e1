import type { ReactElement, ReactNode } from 'react';
import classes from './PageHeader.module.css';

interface PageHeaderProps {
  readonly title: string;
  /** A line under the title: what the page is about, or how many there are. */
  readonly lead?: ReactNode;
  /** Buttons at the end of the line. */
  readonly actions?: ReactNode;
}

/** The first lines of a page: its only `h1`, and what can be done on it. */
export function PageHeader({ title, lead, actions }: PageHeaderProps): ReactElement {
  return (
    <header className={classes['header']}>
      <div className={classes['text']}>
        <h1 className={classes['title']}>{title}</h1>
        {lead === undefined ? null : <div className={classes['lead']}>{lead}</div>}
      </div>
      {actions === undefined ? null : <div className={classes['actions']}>{actions}</div>}
    </header>
  );
}
