import type { ReactElement } from 'react';
import { Banner } from '../../ui/Banner.tsx';
import classes from './Results.module.css';

interface RemarksProps {
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
}

/** What the server says beside an answer, in its words. */
export function Remarks({ warnings, infos }: RemarksProps): ReactElement {
  return (
    <output className={classes['remarks']}>
      {warnings.map((text) => (
        <Banner key={text} kind="warning">
          {text}
        </Banner>
      ))}
      {infos.map((text) => (
        <Banner key={text} kind="info">
          {text}
        </Banner>
      ))}
    </output>
  );
}
