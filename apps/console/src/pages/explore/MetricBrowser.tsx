import { type ReactElement, type ReactNode, useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { Banner } from '../../ui/Banner.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { TableSkeleton } from '../../ui/TableSkeleton.tsx';
import { RefusedError } from './explore-requests.ts';
import { LabelBrowser } from './LabelBrowser.tsx';
import classes from './MetricBrowser.module.css';
import { firstQuery, searchMetrics, type MetricInfo } from './metric-list.ts';
import type { Explore } from './useExplore.ts';

/** More names at once nobody reads: one types to find them. */
const MOST_SHOWN = 1000;

/** The metrics there are, and the labels of the chosen one. */
export function MetricBrowser({ explore }: { readonly explore: Explore }): ReactElement {
  const { t } = useTranslation(['explore', 'common']);
  const failureText = useFailureText();
  const { metrics, metricsError, search, built } = explore;
  return (
    <aside className={classes['browser']} aria-label={t('metrics')}>
      <h2 className={classes['title']}>{t('metrics')}</h2>
      <SearchField
        label={t('searchMetrics')}
        clearLabel={t('common:clearSearch')}
        value={search.q}
        onChange={(q) => explore.refine({ q })}
      />
      {metrics === undefined ? (
        metricsError === null ? (
          <TableSkeleton rows={6} label={t('common:loading')} />
        ) : (
          <Banner kind="error">
            {metricsError instanceof RefusedError ? metricsError.message : failureText(metricsError)}
          </Banner>
        )
      ) : (
        <MetricList
          metrics={metrics}
          text={search.q}
          chosen={built?.metric}
          onPick={(info) => explore.build(firstQuery(info))}
        />
      )}
      {built === undefined ? null : <LabelBrowser explore={explore} built={built} />}
    </aside>
  );
}

interface MetricListProps {
  readonly metrics: readonly MetricInfo[];
  readonly text: string;
  readonly chosen: string | undefined;
  readonly onPick: (info: MetricInfo) => void;
}

function MetricList({ metrics, text, chosen, onPick }: MetricListProps): ReactElement {
  const { t } = useTranslation('explore');
  const language = useLanguage();
  const found = searchMetrics(metrics, useDeferredValue(text));
  const shown = found.slice(0, MOST_SHOWN);
  const count = found.length.toLocaleString(language);
  if (found.length === 0) return <p className={classes['note']}>{t(metrics.length === 0 ? 'noMetrics' : 'noMatch')}</p>;
  return (
    <>
      <output className={classes['note']}>{t('count', { count: found.length, formatted: count })}</output>
      <ul className={classes['list']} data-alone={chosen === undefined || undefined}>
        {shown.map((info) => (
          <li key={info.name}>
            <button
              type="button"
              className={classes['metric']}
              aria-current={info.name === chosen || undefined}
              title={info.help === '' ? info.name : `${info.name}: ${info.help}`}
              onClick={() => onPick(info)}
            >
              <span className={classes['name']}>{breakable(info.name)}</span>
              <span className={classes['type']}>{info.type === 'unknown' ? '' : info.type}</span>
            </button>
          </li>
        ))}
      </ul>
      {found.length > shown.length ? (
        <p className={classes['note']}>{t('more', { count: found.length - shown.length })}</p>
      ) : null}
    </>
  );
}

/** A long name goes on in the next line behind an underscore. */
function breakable(name: string): readonly ReactNode[] {
  return name.split(/(?<=_)/).flatMap((part, at) => (at === 0 ? [part] : [<wbr key={at} />, part]));
}
