import { NumberInput, Select, Stack, Switch, TagsInput, TextInput } from '@mantine/core';
import { LEVELS } from '@binnacle/objects';
import type { EventsPanel, ObjectsPanel, Panel } from '@binnacle/views';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { TABS } from '../../infrastructure/tabs.ts';
import { useDashboardScene } from '../dashboard-context.ts';
import { useSettled } from './useSettled.ts';

interface ListFormProps {
  readonly panel: EventsPanel | ObjectsPanel;
  readonly onChange: (panel: Panel, field: string) => void;
}

const KINDS: readonly string[] = Object.values(TABS).flat();
const TYPES = ['Warning', 'Normal'];
const SORTS = ['status', 'name', 'namespace', 'restarts', 'created', 'ready'] as const;
const MOST = 500;

/** Which events or objects a panel lists. Every filter takes values and variables; an empty one is no condition. */
export function ListForm({ panel, onChange }: ListFormProps): ReactElement {
  const { t } = useTranslation('edit');
  const { definition } = useDashboardScene();
  const variables = definition.variables.map(({ name }) => `$${name}`);
  const [search, setSearch] = useSettled(panel.search, (text) => onChange({ ...panel, search: text }, 'search'));
  /** A filter with what one may pick; anything else can be typed. */
  const filter = (
    label: string,
    value: readonly string[],
    suggested: readonly string[],
    set: (to: string[]) => Panel,
  ) => (
    <TagsInput
      label={label}
      value={[...value]}
      data={[...suggested, ...variables]}
      clearButtonProps={{ 'aria-label': t('list.clear', { label }) }}
      onChange={(to) => onChange(set(to), label)}
    />
  );
  return (
    <Stack gap="sm">
      {panel.kind === 'events' ? (
        <>
          {filter(t('list.type'), panel.type, TYPES, (type) => ({ ...panel, type }))}
          {filter(t('list.reason'), panel.reason, [], (reason) => ({ ...panel, reason }))}
          {filter(t('list.about'), panel.objectKind, KINDS, (objectKind) => ({ ...panel, objectKind }))}
        </>
      ) : (
        <>
          {filter(t('list.kinds'), panel.objectKind, KINDS, (objectKind) =>
            // Without a kind there is nothing to list: the last one stays.
            objectKind.length === 0 ? panel : { ...panel, objectKind },
          )}
          {filter(t('list.level'), panel.level, LEVELS, (level) => ({ ...panel, level }))}
          {filter(t('list.node'), panel.node, [], (node) => ({ ...panel, node }))}
        </>
      )}
      {filter(t('list.cluster'), panel.cluster, [], (cluster) => ({ ...panel, cluster }))}
      {filter(t('list.namespace'), panel.namespace, [], (namespace) => ({ ...panel, namespace }))}
      <TextInput
        label={t('list.search')}
        description={t('list.searchHint')}
        value={search}
        maxLength={500}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {panel.kind === 'events' ? (
        <Switch
          label={t('list.histogram')}
          checked={panel.histogram}
          onChange={(event) => onChange({ ...panel, histogram: event.currentTarget.checked }, 'histogram')}
        />
      ) : (
        <ObjectsOrder panel={panel} onChange={onChange} />
      )}
      <NumberInput
        label={t('options.limit')}
        min={1}
        max={MOST}
        value={panel.limit}
        onChange={(value) => {
          if (typeof value === 'number' && value >= 1 && value <= MOST)
            onChange({ ...panel, limit: Math.round(value) }, 'limit');
        }}
      />
    </Stack>
  );
}

function ObjectsOrder({
  panel,
  onChange,
}: {
  readonly panel: ObjectsPanel;
  readonly onChange: (panel: Panel, field: string) => void;
}): ReactElement {
  const { t } = useTranslation('edit');
  const [labels, setLabels] = useSettled(panel.labels, (text) => onChange({ ...panel, labels: text }, 'labels'));
  return (
    <>
      <TextInput
        label={t('list.labels')}
        description={t('list.labelsHint')}
        value={labels}
        maxLength={2000}
        onChange={(event) => setLabels(event.currentTarget.value)}
      />
      <Select
        label={t('list.sort')}
        allowDeselect={false}
        value={panel.sort}
        data={SORTS.map((value) => ({ value, label: t(`list.sorts.${value}`) }))}
        onChange={(value) => onChange({ ...panel, sort: SORTS.find((it) => it === value) ?? 'status' }, 'sort')}
      />
      <Switch
        label={t('list.descending')}
        checked={panel.descending}
        onChange={(event) => onChange({ ...panel, descending: event.currentTarget.checked }, 'descending')}
      />
    </>
  );
}
