import type { Target } from '@binnacle/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { valueText } from '../../format/value.ts';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { Chips } from '../../ui/Chips.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { ProblemText } from './ProblemText.tsx';
import classes from './TargetDetail.module.css';

interface TargetDetailProps {
  readonly target: Target;
  readonly nowMs: number;
}

/** Everything the agent said about one target: problems in full, labels, figures of the last scrape. */
export function TargetDetail({ target, nowMs }: TargetDetailProps): ReactElement {
  const { t } = useTranslation('targets');
  const language = useLanguage();
  const count = (value: number | null): string => value?.toLocaleString(language) ?? '–';
  const problems = [...(target.lastError === null ? [] : [target.lastError]), ...target.warnings];
  return (
    <div className={classes['detail']}>
      {target.agentOnline ? null : <p className={classes['silent']}>{t('silentAgent', { host: target.host })}</p>}
      {problems.length === 0 ? null : (
        <div className={classes['problems']}>
          {problems.map((problem) => (
            <ProblemText key={`${problem.code} ${problem.key ?? ''}`} problem={problem} nowMs={nowMs} />
          ))}
        </div>
      )}
      <Facts
        facts={[
          [t('facts.interval'), valueText(target.intervalMs, 'ms', language)],
          [t('facts.timeout'), valueText(target.timeoutMs, 'ms', language)],
          [t('facts.scraped'), count(target.samplesScraped)],
          [t('facts.kept'), count(target.samplesKept)],
          [t('facts.added'), count(target.seriesAdded)],
          [t('facts.body'), target.bodyBytes === null ? '–' : valueText(target.bodyBytes, 'bytes', language)],
          [t('facts.cluster'), target.cluster],
        ]}
      />
      <LabelList title={t('labels')} labels={target.labels} />
      <LabelList title={t('discoveredLabels')} labels={target.discoveredLabels} />
    </div>
  );
}

interface LabelListProps {
  readonly title: string;
  readonly labels: Readonly<Record<string, string>>;
}

function LabelList({ title, labels }: LabelListProps): ReactElement | null {
  const entries = Object.entries(labels);
  if (entries.length === 0) return null;
  return (
    <div>
      <h3 className={classes['heading']}>{title}</h3>
      <Chips of={entries.map(([name, value]) => [name, JSON.stringify(value)])} />
    </div>
  );
}
