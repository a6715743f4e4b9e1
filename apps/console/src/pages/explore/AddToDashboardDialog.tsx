import { routes, type Dashboard } from '@binnacle/api';
import { blankDashboard, validateDashboard, type TimeSeriesPanel } from '@binnacle/views';
import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../request/call.ts';
import { dashboardQuery, dashboardsQuery } from '../../request/queries.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { Banner } from '../../ui/Banner.tsx';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { unitOf } from './metric-list.ts';
import { KINDS_OF_A_QUERY, likelyKind, panelToAdd, withPanel, type KindOfAQuery } from './panel-to-add.ts';
import type { Explore } from './useExplore.ts';

interface AddToDashboardDialogProps {
  readonly explore: Explore;
  readonly panel: TimeSeriesPanel;
  readonly onClose: () => void;
}

const NEW = 'new';

/** Puts what is explored on a dashboard, one that is there or a new one, and leads to it. */
export function AddToDashboardDialog({ explore, panel, onClose }: AddToDashboardDialogProps): ReactElement {
  const { t } = useTranslation(['explore', 'edit', 'common']);
  const failureText = useFailureText();
  const queryClient = useQueryClient();
  const { data: dashboards = [] } = useQuery(dashboardsQuery);
  const [to, setTo] = useState<string>(NEW);
  const [name, setName] = useState('');
  const [title, setTitle] = useState(typeof panel.title === 'string' ? panel.title : '');
  const [kind, setKind] = useState<KindOfAQuery>(() => likelyKind(explore.built, explore.search.tab));
  const adding = useMutation({
    mutationFn: async (): Promise<Dashboard> => {
      const { built, info } = explore;
      // A quantile of buckets has the unit of their bounds.
      const bucketUnit = unitOf(
        built === undefined ? undefined : { ...built, aggregation: undefined, quantile: 0.5 },
        info,
      );
      const made = panelToAdd(panel, kind, title.trim(), bucketUnit);
      if (to === NEW) {
        const definition = withPanel(blankDashboard(name.trim()), made, t('add.group'));
        return call(routes.createDashboard, { body: { title: name.trim(), definition } });
      }
      // As it is now: somebody may have changed it since the list was read.
      const { version, definition } = await call(routes.getDashboard, { params: { id: to } });
      const validated = validateDashboard(definition);
      const next = withPanel(validated.ok ? validated.definition : definition, made, t('add.group'));
      return call(routes.putDashboard, { params: { id: to }, body: { version, definition: next } });
    },
    onSuccess: (saved) => {
      queryClient.setQueryData(dashboardQuery(saved.id).queryKey, saved);
      return queryClient.invalidateQueries({ queryKey: dashboardsQuery.queryKey });
    },
  });
  const [lacks, setLacks] = useState(false);
  const submit = (): void => {
    const isComplete = title.trim() !== '' && (to !== NEW || name.trim() !== '');
    setLacks(!isComplete);
    if (isComplete) adding.mutate();
  };
  const missing = (text: string): string | undefined => (lacks && text.trim() === '' ? t('add.required') : undefined);
  return (
    <Modal opened onClose={onClose} title={t('add.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      {adding.data === undefined ? (
        <DialogForm
          submit={t('add.submit')}
          cancel={t('common:cancel')}
          pending={adding.isPending}
          failure={adding.error === null ? undefined : failureText(adding.error)}
          onCancel={onClose}
          onSubmit={submit}
        >
          <Select
            label={t('add.dashboard')}
            allowDeselect={false}
            searchable
            value={to}
            onChange={(value) => setTo(value ?? NEW)}
            data={[
              { value: NEW, label: t('add.new') },
              ...dashboards.filter((it) => it.mayEdit).map((it) => ({ value: it.id, label: it.title })),
            ]}
          />
          {to === NEW ? (
            <TextInput
              label={t('add.name')}
              name="name"
              required
              maxLength={200}
              data-autofocus
              value={name}
              error={missing(name)}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          ) : null}
          <TextInput
            label={t('add.panel')}
            name="title"
            required
            maxLength={200}
            value={title}
            error={missing(title)}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <Select
            label={t('add.kind')}
            allowDeselect={false}
            value={kind}
            data={KINDS_OF_A_QUERY.map((value) => ({ value, label: t(`edit:kind.${value}`) }))}
            onChange={(value) => setKind(KINDS_OF_A_QUERY.find((it) => it === value) ?? 'timeseries')}
          />
        </DialogForm>
      ) : (
        <Stack gap="md">
          <Banner kind="info">{t('add.done', { panel: title.trim(), dashboard: adding.data.title })}</Banner>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('add.stay')}
            </Button>
            <Button
              renderRoot={(props) => (
                <Link {...props} to="/dashboards/$dashboardId" params={{ dashboardId: adding.data.id }} />
              )}
            >
              {t('add.open')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
