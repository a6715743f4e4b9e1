import { interpolate, builtInFillings } from '@binnacle/views';
import { Anchor, Button, CopyButton } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../format/value.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { Banner } from '../../ui/Banner.tsx';
import { TableSkeleton } from '../../ui/TableSkeleton.tsx';
import { useDashboardScene } from '../dashboard/dashboard-context.ts';
import { USUAL_SCRAPE_MS } from '../../time/scrape-interval.ts';
import { stepFor } from '../../time/step.ts';
import { InstantTable } from './InstantTable.tsx';
import { askInstant, type InstantAnswer } from './instant-answer.ts';
import { Remarks } from './Remarks.tsx';
import classes from './Results.module.css';

/** A chart as wide as usual: `$__rate_interval` is then about the same in the table. */
const USUAL_WIDTH_PX = 1000;
/** More text than this only makes the page slow; the whole is behind the link. */
const MOST_TEXT = 200_000;

interface InstantResultProps {
  readonly query: string;
  readonly shown: 'table' | 'json';
}

/** The query at the end of the time range. */
export function InstantResult({ query, shown }: InstantResultProps): ReactElement {
  const { t } = useTranslation(['explore', 'common']);
  const failureText = useFailureText();
  const { span, context, language } = useDashboardScene();
  const scrapeMs = context?.scrapeMs ?? USUAL_SCRAPE_MS;
  const spanMs = span.toMs - span.fromMs;
  const expr = interpolate(query, builtInFillings(spanMs, stepFor(spanMs, USUAL_WIDTH_PX, scrapeMs), scrapeMs));
  const { data, error } = useQuery({
    queryKey: ['explore-instant', expr, span.toMs],
    queryFn: ({ signal }) => askInstant(expr, span, signal),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    enabled: context !== undefined,
  });
  if (data === undefined) {
    return error === null ? (
      <TableSkeleton rows={5} label={t('common:loading')} />
    ) : (
      <Banner kind="error">{failureText(error)}</Banner>
    );
  }
  return (
    <>
      {data.error === undefined ? null : (
        <div role="alert">
          <Banner kind="error">{data.error}</Banner>
        </div>
      )}
      <Remarks warnings={data.warnings} infos={data.infos} />
      <p className={classes['note']}>{t('at', { time: formatMoment(span.toMs, language) })}</p>
      {shown === 'table' ? <InstantTable answer={data} /> : <Json answer={data} />}
    </>
  );
}

function Json({ answer }: { readonly answer: InstantAnswer }): ReactElement {
  const { t } = useTranslation(['explore', 'common']);
  return (
    <>
      <div className={classes['bar']}>
        <CopyButton value={answer.json}>
          {({ copied, copy }) => (
            <Button variant="default" size="compact-sm" leftSection={<IconCopy size={14} />} onClick={copy}>
              {copied ? t('common:copied') : t('common:copy')}
            </Button>
          )}
        </CopyButton>
        <Anchor href={answer.address} target="_blank" rel="noopener" size="sm">
          {t('openAnswer')}
        </Anchor>
      </div>
      {/* What scrolls must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className={classes['json']} tabIndex={0} aria-label={t('tab.json')}>
        <pre>
          {answer.json.slice(0, MOST_TEXT)}
          {answer.json.length > MOST_TEXT ? '\n…' : ''}
        </pre>
      </section>
    </>
  );
}
