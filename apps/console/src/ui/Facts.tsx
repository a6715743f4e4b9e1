import type { ReactElement, ReactNode } from 'react';
import classes from './Facts.module.css';

interface FactsProps {
  /** Name and value of each, in order. */
  readonly facts: readonly (readonly [name: string, value: ReactNode])[];
}

/** Named figures side by side, the name small above the value. */
export function Facts({ facts }: FactsProps): ReactElement {
  return (
    <dl className={classes['facts']}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
