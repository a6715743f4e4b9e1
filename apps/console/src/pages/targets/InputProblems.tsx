import type { ReportingAgent, Target } from '@binnacle/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../ui/useNow.ts';
import { configurationProblems, placeOf } from './configuration-problems.ts';
import classes from './InputProblems.module.css';
import { ProblemText } from './ProblemText.tsx';

interface InputProblemsProps {
  readonly agents: readonly ReportingAgent[];
  readonly targets: readonly Target[];
}

/** What keeps targets from being here at all: wrong configuration files, refused tokens. */
export function InputProblems({ agents, targets }: InputProblemsProps): ReactElement | null {
  const { t } = useTranslation('targets');
  const nowMs = useNow(30_000);
  const found = configurationProblems(agents, targets);
  if (found.length === 0) return null;
  return (
    <section className={classes['section']}>
      <h2 className={classes['title']}>{t('problems', { count: found.length })}</h2>
      {found.map(({ agent, problem }) => (
        <ProblemText key={placeOf(agent.id, problem)} problem={problem} nowMs={nowMs} host={agent.host} />
      ))}
    </section>
  );
}
