import type { ReportingAgent } from '@binnacle/api';
import { Button } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { valueText } from '../../format/value.ts';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { StateDot } from '../../ui/StateDot.tsx';
import { useNow } from '../../ui/useNow.ts';
import classes from './AgentsStrip.module.css';

/** A fleet's agents would push its targets off the screen: first those that need a look, the rest on demand. */
const FIRST = 8;

/** The agents: where they run, when they reported, and what waits in their queues. */
export function AgentsStrip({ agents }: { readonly agents: readonly ReportingAgent[] }): ReactElement {
  const { t } = useTranslation('targets');
  const nowMs = useNow(5_000);
  const [all, setAll] = useState(false);
  const ordered = [...agents].sort(
    (a, b) => Number(isWell(a)) - Number(isWell(b)) || a.host.localeCompare(b.host, undefined, { numeric: true }),
  );
  const shown = all ? ordered : ordered.slice(0, FIRST);
  return (
    <section aria-label={t('agents')} className={classes['section']}>
      <ul className={classes['strip']}>
        {shown.map((agent) => (
          <Agent key={agent.id} agent={agent} nowMs={nowMs} />
        ))}
      </ul>
      {shown.length === ordered.length ? null : (
        <Button variant="default" onClick={() => setAll(true)}>
          {t('allAgents', { count: ordered.length })}
        </Button>
      )}
    </section>
  );
}

const isWell = ({ online, queue }: ReportingAgent): boolean => online && queue.samplesDropped === 0;

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
