import { Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { statusQuery } from '../request/queries.ts';
import { StateDot } from '../ui/StateDot.tsx';
import classes from './HealthLine.module.css';
import { healthOf } from './health.ts';

/** A dot and the version: how the server is, on every page; leads to the status page. */
export function HealthLine({ collapsed }: { readonly collapsed: boolean }): ReactElement {
  const { t } = useTranslation('shell');
  const { data, isError } = useQuery({ ...statusQuery, refetchInterval: 15_000 });
  const health = healthOf(data, isError);
  const words = t(`health.${health.word}`);
  return (
    <Tooltip label={words} position="right" disabled={!collapsed}>
      <Link to="/status" className={classes['line']} data-collapsed={collapsed || undefined}>
        <StateDot state={health.state} />
        <span className={collapsed ? classes['hidden'] : undefined}>{words}</span>
        {collapsed || data === undefined ? null : <span className={classes['version']}>{data.version}</span>}
      </Link>
    </Tooltip>
  );
}
