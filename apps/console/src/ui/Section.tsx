import type { ReactElement, ReactNode } from 'react';
import classes from './Section.module.css';

interface SectionProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page with a heading of its own. */
export function Section({ title, lead, actions, children }: SectionProps): ReactElement {
  return (
    <section className={classes['section']}>
      <header className={classes['head']}>
        <h2 className={classes['title']}>{title}</h2>
        {actions === undefined ? null : <div>{actions}</div>}
      </header>
      {lead === undefined ? null : <p className={classes['lead']}>{lead}</p>}
      {children}
    </section>
  );
}
