import type { ReportingAgent } from '@binnacle/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../ui/useNow.ts';
import classes from './InputProblems.module.css';
import { ProblemText } from './ProblemText.tsx';

/** What keeps targets from being here at all: wrong configuration files, refused tokens. */
export function InputProblems({ agents }: { readonly agents: readonly ReportingAgent[] }): ReactElement | null {
  const { t } = useTranslation('targets');
  const nowMs = useNow(30_000);
  const found = agents.flatMap((agent) =>
    [...agent.problems, ...agent.inputs.flatMap((input) => input.problems)].map((problem) => ({ agent, problem })),
  );
  if (found.length === 0) return null;
  return (
    <section className={classes['section']}>
      <h2 className={classes['title']}>{t('problems', { count: found.length })}</h2>
      {found.map(({ agent, problem }) => (
        <ProblemText
          key={[agent.id, problem.file, problem.line, problem.key, problem.code, problem.message].join('\n')}
          problem={problem}
          nowMs={nowMs}
          host={agent.host}
        />
      ))}
    </section>
  );
}
