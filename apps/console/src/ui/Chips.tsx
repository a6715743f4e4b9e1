import type { ReactElement } from 'react';
import classes from './Chips.module.css';

/** Names with their values, one chip each. */
export function Chips({ of }: { readonly of: readonly (readonly [name: string, value: string])[] }): ReactElement {
  return (
    <ul className={classes['chips']}>
      {of.map(([name, value]) => (
        <li key={name}>
          {name}=<b>{value}</b>
        </li>
      ))}
    </ul>
  );
}
