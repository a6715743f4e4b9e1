import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './SeriesCount.module.css';

/** Whether a chart draws the largest series alone, and how to change that. */
export interface SeriesChoice {
  readonly shown: 'largest' | 'all';
  readonly onShow: (shown: SeriesChoice['shown']) => void;
}

interface SeriesCountProps extends SeriesChoice {
  readonly drawn: number;
  readonly total: number;
  /** How many are drawn when the largest are. */
  readonly most: number;
}

/** One line below a chart of many series: how many of them it draws. */
export function SeriesCount({ drawn, total, most, shown, onShow }: SeriesCountProps): ReactElement | null {
  const { t } = useTranslation('dashboard');
  if (shown === 'largest' && drawn === total) return null;
  return (
    <p className={classes['count']}>
      {drawn < total ? t('chart.largest', { drawn, total }) : t('chart.all', { count: total })}{' '}
      <button
        type="button"
        className={classes['button']}
        onClick={() => onShow(shown === 'largest' ? 'all' : 'largest')}
      >
        {shown === 'largest' ? t('chart.showAll') : t('chart.showLargest', { most })}
      </button>
    </p>
  );
}
