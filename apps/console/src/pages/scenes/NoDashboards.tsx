import { Button } from '@mantine/core';
import { IconLayoutDashboard, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { targetsQuery } from '../../request/queries.ts';
import { Notice } from '../../ui/Notice.tsx';

/** The first thing a new owner sees: what to do next. */
export function NoDashboards({ onCreate }: { readonly onCreate: (() => void) | undefined }): ReactElement {
  const { t } = useTranslation('scenes');
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={onCreate}>
      {t('create')}
    </Button>
  );
  return (
    <Notice
      title={t('empty.title')}
      icon={<IconLayoutDashboard size={40} stroke={1.25} />}
      action={onCreate === undefined ? undefined : create}
    >
      {t(onCreate === undefined ? 'empty.readOnly' : 'empty.advice')}
      <NoAgentsHint />
    </Notice>
  );
}

/** A dashboard without data is a disappointment: says so where no agent has reported. */
function NoAgentsHint(): ReactElement | null {
  const { t } = useTranslation('scenes');
  const { data } = useQuery(targetsQuery);
  if (data === undefined || data.agents.length > 0) return null;
  return (
    <p>
      {t('empty.noAgents')} <Link to="/tokens">{t('empty.toTokens')}</Link>
    </p>
  );
}

interface NothingFitsProps {
  readonly count: number;
  readonly onClear: () => void;
}

/** There are dashboards, but the search and the filters leave none. */
export function NothingFits({ count, onClear }: NothingFitsProps): ReactElement {
  const { t } = useTranslation('scenes');
  const clear = (
    <Button variant="default" onClick={onClear}>
      {t('nothingFits.clear')}
    </Button>
  );
  return (
    <Notice title={t('nothingFits.title')} action={clear}>
      {t('nothingFits.advice', { count })}
    </Notice>
  );
}
