import type { ReactElement, ReactNode } from 'react';
import classes from './Section.module.css';

interface SectionProps {
  readonly title: string;
  /** At the end of the line of the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A part of the page of an object under its heading. */
export function Section({ title, actions, children }: SectionProps): ReactElement {
  return (
    <section className={classes['section']} aria-label={title}>
      <div className={classes['head']}>
        <h2 className={classes['title']}>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}
