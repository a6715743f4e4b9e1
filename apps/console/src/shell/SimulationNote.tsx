import { useQuery } from '@tanstack/react-query';
import { IconFlask } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { statusQuery } from '../request/queries.ts';
import classes from './SimulationNote.module.css';

/** On every page of a demo: that its clusters are not real. */
export function SimulationNote(): ReactElement | null {
  const { t, i18n } = useTranslation('shell');
  const { data } = useQuery(statusQuery);
  const names = data?.simulatedClusters ?? [];
  if (names.length === 0) return null;
  const clusters = new Intl.ListFormat(i18n.language, { type: 'conjunction' }).format(names);
  return (
    <p className={classes['note']} role="note">
      <IconFlask size={14} aria-hidden="true" />
      {t('simulated', { clusters })}
    </p>
  );
}
