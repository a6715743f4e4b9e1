import type { Problem } from '@binnacle/api';
import { IconAlertTriangle, IconCircleX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { useCodeWords } from './useCodeWords.ts';
import classes from './ProblemText.module.css';

interface ProblemTextProps {
  readonly problem: Problem;
  readonly nowMs: number;
  /** Where it happened, when the page does not say so already: the agent's host. */
  readonly host?: string;
}

/** A problem in full: what, what to do, in which file and line, since when. The words are the agent's own. */
export function ProblemText({ problem, nowMs, host }: ProblemTextProps): ReactElement {
  const { t } = useTranslation('targets');
  const codeWords = useCodeWords();
  const isError = problem.severity === 'error';
  const KindIcon = isError ? IconCircleX : IconAlertTriangle;
  const place = [problem.file, problem.line].filter((part) => part !== undefined).join(':');
  return (
    <div className={classes['problem']} data-severity={problem.severity}>
      <KindIcon size={16} className={classes['icon']} aria-label={t(isError ? 'error' : 'warning')} />
      <div className={classes['text']}>
        <p className={classes['message']}>
          {problem.key === undefined ? null : <code>{problem.key}</code>} {problem.message}
        </p>
        {problem.advice === undefined ? null : <p>{problem.advice}</p>}
        <p className={classes['small']}>
          {host === undefined ? null : <span>{host}</span>}
          {place === '' ? null : <code>{place}</code>}
          <span>{codeWords(problem.code)}</span>
          {problem.sinceMs === undefined ? null : (
            <span>
              {t('since')} <RelativeTime atMs={problem.sinceMs} nowMs={nowMs} />
            </span>
          )}
          {problem.count === undefined || problem.count === 1 ? null : (
            <span>{t('times', { count: problem.count })}</span>
          )}
        </p>
      </div>
    </div>
  );
}
