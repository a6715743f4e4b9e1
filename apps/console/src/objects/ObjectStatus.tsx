import type { ObjectSummary } from '@binnacle/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { StateDot } from '../ui/StateDot.tsx';
import { DOT_OF_LEVEL, isStale } from './level.ts';
import classes from './ObjectStatus.module.css';

type Shown = Pick<ObjectSummary, 'status' | 'level' | 'goneAtMs' | 'seenAtMs'>;

/** The word of an object in the colour of its level. One that is gone, or of which nothing was heard, says that instead. */
export function ObjectStatus({ it, nowMs }: { readonly it: Shown; readonly nowMs: number }): ReactElement {
  const { t } = useTranslation('infrastructure');
  const gone = it.goneAtMs !== null;
  const stale = isStale(it, nowMs);
  const word = gone ? t('gone') : it.status === '' ? t('level.unknown') : it.status;
  return (
    <span className={classes['status']} data-level={gone || stale ? 'idle' : it.level}>
      <StateDot state={gone || stale ? 'idle' : DOT_OF_LEVEL[it.level]} />
      <span>
        {word}
        {stale ? <span className={classes['stale']}>{t('stale')}</span> : null}
      </span>
    </span>
  );
}
