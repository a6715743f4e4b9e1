import { Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconFlask } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { statusQuery } from '../request/queries.ts';
import classes from './SimulationNote.module.css';

/** On every page of a demo: which of its clusters are not real. */
export function SimulationNote({ size }: { readonly size: 'icon' | 'text' }): ReactElement | null {
  const { t, i18n } = useTranslation('shell');
  const { data } = useQuery(statusQuery);
  const names = data?.simulatedClusters ?? [];
  if (names.length === 0) return null;
  const words = t('simulated', {
    clusters: new Intl.ListFormat(i18n.language, { type: 'conjunction' }).format(names),
  });
  return (
    <Tooltip label={words} position="right" disabled={size === 'text'}>
      <p className={classes['note']} data-size={size} role="note" aria-label={words}>
        <IconFlask size={16} aria-hidden="true" className={classes['icon']} />
        {size === 'text' ? words : null}
      </p>
    </Tooltip>
  );
}
