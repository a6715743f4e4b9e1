import type { Target } from '@binnacle/api';
import { Button, Switch } from '@mantine/core';
import { IconAntennaBars5, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { targetsQuery } from '../../request/queries.ts';
import { PendingAnswer } from '../../request/PendingAnswer.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { usePageTitle } from '../../ui/usePageTitle.ts';
import { AgentsStrip } from './AgentsStrip.tsx';
import { InputProblems } from './InputProblems.tsx';
import { targetsSearchDefaults, type TargetsSearch } from './search.ts';
import { selectTargets } from './select-targets.ts';
import { TargetsTable } from './TargetsTable.tsx';
import { TargetsToolbar } from './TargetsToolbar.tsx';

const route = getRouteApi('/shell/targets');

/** Agents report every ten seconds. */
const REFRESH_MS = 10_000;

/** Every target of every agent: whether it is scraped, how it went last, and what to do where it did not. */
export function TargetsPage(): ReactElement {
  const { t } = useTranslation(['targets', 'common']);
  usePageTitle(t('title'));
  const [automatic, setAutomatic] = useState(true);
  const { data, error, refetch, isFetching } = useQuery({
    ...targetsQuery,
    refetchInterval: automatic ? REFRESH_MS : false,
  });
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={
          <>
            <Switch
              size="xs"
              label={t('automatic')}
              checked={automatic}
              onChange={(event) => setAutomatic(event.currentTarget.checked)}
            />
            <Button
              variant="default"
              leftSection={<IconRefresh size={15} />}
              loading={isFetching && !automatic}
              onClick={() => void refetch()}
            >
              {t('common:refresh')}
            </Button>
          </>
        }
      />
      {data === undefined ? (
        <PendingAnswer rows={5} failed={t('failed')} error={error} onRetry={refetch} />
      ) : data.agents.length === 0 ? (
        <NoAgents />
      ) : (
        <>
          <AgentsStrip agents={data.agents} />
          <InputProblems agents={data.agents} targets={data.targets} />
          <Targets all={data.targets} />
        </>
      )}
    </>
  );
}

function Targets({ all }: { readonly all: readonly Target[] }): ReactElement {
  const { t } = useTranslation('targets');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const refine = (change: Partial<TargetsSearch>): void => {
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  };
  if (all.length === 0) return <Notice title={t('noTargets.title')}>{t('noTargets.advice')}</Notice>;
  const shown = selectTargets(all, search);
  const showAll = (
    <Button variant="default" onClick={() => refine(targetsSearchDefaults)}>
      {t('nothingFits.clear')}
    </Button>
  );
  return (
    <>
      <TargetsToolbar all={all} search={search} onRefine={refine} />
      {shown.length === 0 ? (
        <Notice title={t('nothingFits.title')} action={showAll} />
      ) : (
        <TargetsTable targets={shown} search={search} onRefine={refine} />
      )}
    </>
  );
}

function NoAgents(): ReactElement {
  const { t } = useTranslation('targets');
  const toTokens = (
    <Button component={Link} to="/tokens">
      {t('noAgents.toTokens')}
    </Button>
  );
  return (
    <Notice title={t('noAgents.title')} icon={<IconAntennaBars5 size={40} stroke={1.25} />} action={toTokens}>
      {t('noAgents.advice')}
    </Notice>
  );
}
