import type { ReportingAgent } from '@binnacle/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { valueText } from '../../format/value.ts';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { StateDot } from '../../ui/StateDot.tsx';
import { useNow } from '../../ui/useNow.ts';
import classes from './AgentsStrip.module.css';

/** The agents: where they run, when they reported, and what waits in their queues. */
export function AgentsStrip({ agents }: { readonly agents: readonly ReportingAgent[] }): ReactElement {
  const { t } = useTranslation('targets');
  const nowMs = useNow(5_000);
  return (
    <section aria-label={t('agents')}>
      <ul className={classes['strip']}>
        {agents.map((agent) => (
          <Agent key={agent.id} agent={agent} nowMs={nowMs} />
        ))}
      </ul>
    </section>
  );
}

function Agent({ agent, nowMs }: { readonly agent: ReportingAgent; readonly nowMs: number }): ReactElement {
  const { t } = useTranslation('targets');
  const language = useLanguage();
  const { queue } = agent;
  return (
    <li className={classes['agent']}>
      <div className={classes['head']}>
        <StateDot state={agent.online ? 'ok' : 'warning'} />
        <span className={classes['host']}>{agent.host}</span>
      </div>
      <div>
        {t(agent.online ? 'agentOnline' : 'agentSilent')} <RelativeTime atMs={agent.receivedAtMs} nowMs={nowMs} />
      </div>
      <div className={classes['small']}>
        {t('agentFacts', { cluster: agent.cluster, count: agent.targetCount, version: agent.version })}
      </div>
      {queue.oldestAtMs === null ? null : (
        <div className={classes['small']}>
          {t('agentQueue', { size: valueText(queue.sizeBytes, 'bytes', language) })}
        </div>
      )}
      {queue.samplesDropped === 0 ? null : (
        <div className={classes['dropped']}>
          {t('agentDropped', { count: queue.samplesDropped, formatted: queue.samplesDropped.toLocaleString(language) })}
        </div>
      )}
    </li>
  );
}
