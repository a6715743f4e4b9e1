import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { Banner } from '../../ui/Banner.tsx';
import type { BuiltQuery } from './built-query.ts';
import { MOST_SERIES, RefusedError, seriesQuery } from './explore-requests.ts';
import { countLabels } from './label-counts.ts';
import classes from './MetricBrowser.module.css';
import type { Explore } from './useExplore.ts';

const MOST_VALUES = 100;

/** The labels of a metric: how many values each has, and in how many series each value is. A value becomes a filter. */
export function LabelBrowser({
  explore,
  built,
}: {
  readonly explore: Explore;
  readonly built: BuiltQuery;
}): ReactElement {
  const { t } = useTranslation('explore');
  const language = useLanguage();
  const failureText = useFailureText();
  const { data, error } = useQuery(seriesQuery(built.metric, explore.scene.span));
  const labels = useMemo(() => countLabels(data ?? []), [data]);
  const number = (n: number): string => n.toLocaleString(language);
  const pick = (name: string, value: string): void => {
    const others = built.matchers.filter((it) => it.name !== name);
    explore.build({ ...built, matchers: [...others, { name, op: '=', value }] });
  };
  return (
    <section className={classes['labels']} aria-label={t('labelsOf', { metric: built.metric })}>
      <h2 className={classes['title']}>{t('labels')}</h2>
      {data === undefined ? (
        error === null ? null : (
          <Banner kind="error">{error instanceof RefusedError ? error.message : failureText(error)}</Banner>
        )
      ) : (
        <p className={classes['note']}>
          {t(data.length < MOST_SERIES ? 'series' : 'seriesAtLeast', {
            count: data.length,
            formatted: number(data.length),
          })}
        </p>
      )}
      {labels.map(({ name, values }) => (
        <details key={name} className={classes['label']}>
          <summary>
            <span className={classes['name']}>{name}</span>
            <span className={classes['type']}>
              {t('values', { count: values.length, formatted: number(values.length) })}
            </span>
          </summary>
          <ul className={classes['values']}>
            {values.slice(0, MOST_VALUES).map(({ value, count }) => (
              <li key={value}>
                <button
                  type="button"
                  className={classes['metric']}
                  title={t('filterBy', { name, value, count })}
                  onClick={() => pick(name, value)}
                >
                  <span className={classes['name']}>{value}</span>
                  <span className={classes['type']}>{number(count)}</span>
                </button>
              </li>
            ))}
            {values.length > MOST_VALUES ? (
              <li className={classes['note']}>{t('moreValues', { count: values.length - MOST_VALUES })}</li>
            ) : null}
          </ul>
        </details>
      ))}
    </section>
  );
}
