import { Button, MultiSelect, Select } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { AGGREGATIONS, GROWTHS, type BuiltMatcher, type BuiltQuery } from './built-query.ts';
import { seriesQuery } from './explore-requests.ts';
import { countLabels } from './label-counts.ts';
import { MatcherRow } from './MatcherRow.tsx';
import classes from './QueryBuilder.module.css';
import type { Explore } from './useExplore.ts';

const QUANTILES = ['0.5', '0.9', '0.95', '0.99', '0.999'];

/** A query by choosing: filters, growth, quantile, aggregation. What it cannot show is left to the text below. */
export function QueryBuilder({ explore }: { readonly explore: Explore }): ReactElement {
  const { t } = useTranslation('explore');
  const { built, search } = explore;
  if (built === undefined) {
    return <p className={classes['hint']}>{t(search.query === '' ? 'builder.begin' : 'builder.beyond')}</p>;
  }
  return <Builder explore={explore} built={built} />;
}

function Builder({ explore, built }: { readonly explore: Explore; readonly built: BuiltQuery }): ReactElement {
  const { t } = useTranslation('explore');
  const { info, build } = explore;
  const { data } = useQuery(seriesQuery(built.metric, explore.scene.span));
  const labels = useMemo(() => countLabels(data ?? []), [data]);
  const names = labels.map(({ name }) => name).filter((name) => name !== 'le' || info?.nature !== 'buckets');
  const withMatcher = (at: number, matcher: BuiltMatcher): readonly BuiltMatcher[] =>
    built.matchers.map((it, i) => (i === at ? matcher : it));
  const free = labels.find(({ name }) => names.includes(name) && built.matchers.every((it) => it.name !== name));
  const isBuckets = info?.nature === 'buckets' || built.quantile !== undefined;
  return (
    <section className={classes['builder']} aria-label={t('builder.title')}>
      <div className={classes['about']}>
        <h2 className={classes['metric']}>{built.metric}</h2>
        {info === undefined ? null : (
          <span className={classes['facts']}>
            {[info.type, info.unit].filter((text) => text !== '' && text !== 'unknown').join(' · ')}
          </span>
        )}
        {info === undefined || info.help === '' ? null : <p className={classes['help']}>{info.help}</p>}
      </div>
      {built.matchers.map((matcher, i) => (
        <MatcherRow
          // A matcher is its place: two may be the same for a moment.
          // oxlint-disable-next-line react/no-array-index-key
          key={`${i} ${matcher.name} ${matcher.value}`}
          matcher={matcher}
          labels={labels}
          onChange={(next) => build({ ...built, matchers: withMatcher(i, next) })}
          onRemove={() => build({ ...built, matchers: built.matchers.filter((_, j) => j !== i) })}
        />
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        className={classes['add'] ?? ''}
        leftSection={<IconPlus size={14} aria-hidden="true" />}
        disabled={free === undefined}
        onClick={() => {
          if (free === undefined) return;
          const matcher: BuiltMatcher = { name: free.name, op: '=', value: free.values[0]?.value ?? '' };
          build({ ...built, matchers: [...built.matchers, matcher] });
        }}
      >
        {t('builder.addFilter')}
      </Button>
      <div className={classes['choices']}>
        <Select
          label={t('builder.growth')}
          clearable
          placeholder={t('builder.none')}
          clearButtonProps={{ 'aria-label': t('builder.clear') }}
          data={GROWTHS.map((value) => ({ value, label: t(`growth.${value}`) }))}
          value={built.growth ?? null}
          onChange={(growth) => build({ ...built, growth: GROWTHS.find((it) => it === growth) })}
        />
        {isBuckets ? (
          <Select
            label={t('builder.quantile')}
            clearable
            placeholder={t('builder.none')}
            clearButtonProps={{ 'aria-label': t('builder.clear') }}
            data={QUANTILES}
            value={built.quantile === undefined ? null : String(built.quantile)}
            onChange={(quantile) =>
              build({
                ...built,
                quantile: quantile === null ? undefined : Number(quantile),
                aggregation: quantile === null && built.by.length > 0 ? 'sum' : undefined,
                growth: built.growth ?? 'rate',
              })
            }
          />
        ) : null}
        {built.quantile === undefined ? (
          <Select
            label={t('builder.aggregation')}
            clearable
            placeholder={t('builder.none')}
            clearButtonProps={{ 'aria-label': t('builder.clear') }}
            data={AGGREGATIONS.map((value) => ({ value, label: t(`aggregation.${value}`) }))}
            value={built.aggregation ?? null}
            onChange={(value) => {
              const aggregation = AGGREGATIONS.find((it) => it === value);
              build({ ...built, aggregation, by: aggregation === undefined ? [] : built.by });
            }}
          />
        ) : null}
        <MultiSelect
          size="xs"
          label={t('builder.by')}
          className={classes['by'] ?? ''}
          placeholder={built.by.length === 0 ? t('builder.byNone') : ''}
          searchable
          data={[...new Set([...names, ...built.by])]}
          value={[...built.by]}
          onChange={(by) =>
            build({
              ...built,
              by,
              aggregation:
                built.quantile === undefined && by.length > 0 ? (built.aggregation ?? 'sum') : built.aggregation,
            })
          }
        />
      </div>
    </section>
  );
}
