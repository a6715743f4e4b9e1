import { Autocomplete, NumberInput, Select, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { REDUCERS, textIn, unit as unitSchema, UNITS, type Panel, type TimeSeriesPanel } from '@binnacle/views';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useDashboardScene } from '../dashboard-context.ts';
import { HealthForm } from './HealthForm.tsx';
import { ListForm } from './ListForm.tsx';
import { withText } from './localized.ts';
import { RefSelect } from './RefSelect.tsx';
import { TableForm } from './TableForm.tsx';
import { TimeSeriesForm } from './TimeSeriesForm.tsx';

interface KindFormProps {
  readonly panel: Panel;
  readonly onChange: (panel: Panel, field: string) => void;
}

const ORDERS = ['descending', 'ascending', 'name', 'query'] as const;

/** What is special to the kind of a panel. */
export function KindForm({ panel, onChange }: KindFormProps): ReactElement {
  const { t } = useTranslation('edit');
  const { language } = useDashboardScene();
  const reduce =
    'reduce' in panel ? (
      <Select
        label={t('options.reduce')}
        allowDeselect={false}
        value={panel.reduce}
        data={REDUCERS.map((value) => ({ value, label: t(`options.reducers.${value}`) }))}
        onChange={(value) => onChange({ ...panel, reduce: REDUCERS.find((it) => it === value) ?? 'last' }, 'reduce')}
      />
    ) : null;
  const limit =
    'limit' in panel ? (
      <NumberInput
        label={t('options.limit')}
        min={1}
        max={panel.kind === 'treemap' ? 500 : panel.kind === 'pie' ? 50 : 100}
        value={panel.limit}
        onChange={(value) => {
          if (typeof value === 'number' && value >= 1) onChange({ ...panel, limit: Math.round(value) }, 'limit');
        }}
      />
    ) : null;
  const each =
    'each' in panel ? (
      <Switch
        label={t('options.each')}
        checked={panel.each}
        onChange={(event) => onChange({ ...panel, each: event.currentTarget.checked }, 'each')}
      />
    ) : null;
  switch (panel.kind) {
    case 'timeseries':
      return <TimeSeriesForm panel={panel} onChange={(next: TimeSeriesPanel) => onChange(next, 'drawing')} />;
    case 'stat':
      return (
        <Stack gap="sm">
          {reduce}
          {each}
          <Switch
            label={t('options.sparkline')}
            checked={panel.sparkline}
            onChange={(event) => onChange({ ...panel, sparkline: event.currentTarget.checked }, 'sparkline')}
          />
          {(['total', 'severity', 'detail'] as const).map((name) => (
            <RefSelect
              key={name}
              label={t(`options.${name}`)}
              hint={t(`options.${name}Hint`)}
              queries={panel.queries}
              value={panel[name]}
              onChange={(ref) => {
                const { [name]: _, ...rest } = panel;
                onChange((ref === undefined ? rest : { ...rest, [name]: ref }) as Panel, name);
              }}
            />
          ))}
          <TextInput
            label={t('options.label')}
            description={t('options.labelHint')}
            value={panel.label ?? ''}
            onChange={(event) => {
              const { label: _, ...rest } = panel;
              const text = event.currentTarget.value.trim();
              onChange(text === '' ? rest : { ...rest, label: text }, 'label');
            }}
          />
        </Stack>
      );
    case 'gauge':
      return (
        <Stack gap="sm">
          {reduce}
          {each}
          {(['min', 'max'] as const).map((name) => (
            <NumberInput
              key={name}
              label={t(`options.${name}`)}
              value={panel[name]}
              onChange={(value) => {
                if (typeof value === 'number') onChange({ ...panel, [name]: value }, name);
              }}
            />
          ))}
          <RefSelect
            label={t('options.severity')}
            hint={t('options.severityHint')}
            queries={panel.queries}
            value={panel.severity}
            onChange={(ref) => {
              const { severity: _, ...rest } = panel;
              onChange(ref === undefined ? rest : { ...rest, severity: ref }, 'severity');
            }}
          />
        </Stack>
      );
    case 'pie':
      return (
        <Stack gap="sm">
          {reduce}
          {limit}
          <Switch
            label={t('options.donut')}
            checked={panel.donut}
            onChange={(event) => onChange({ ...panel, donut: event.currentTarget.checked }, 'donut')}
          />
        </Stack>
      );
    case 'treemap':
      return (
        <Stack gap="sm">
          {reduce}
          <TextInput
            label={t('options.groupBy')}
            description={t('options.groupByHint')}
            value={panel.groupBy ?? ''}
            onChange={(event) => {
              const { groupBy: _, ...rest } = panel;
              const text = event.currentTarget.value.trim();
              onChange(text === '' ? rest : { ...rest, groupBy: text }, 'groupBy');
            }}
          />
          {limit}
        </Stack>
      );
    case 'table':
      return <TableForm panel={panel} onChange={onChange} />;
    case 'events':
    case 'objects':
      return <ListForm panel={panel} onChange={onChange} />;
    case 'health':
      return <HealthForm panel={panel} onChange={onChange} />;
    case 'heatmap':
      return (
        <Autocomplete
          label={t('options.bucketUnit')}
          description={t('options.bucketUnitHint')}
          data={[...UNITS]}
          value={panel.bucketUnit}
          onChange={(value) => {
            const parsed = unitSchema.safeParse(value);
            if (parsed.success) onChange({ ...panel, bucketUnit: parsed.data }, 'bucketUnit');
          }}
        />
      );
    case 'bar':
      return (
        <Stack gap="sm">
          {reduce}
          <Select
            label={t('options.order')}
            allowDeselect={false}
            value={panel.order}
            data={ORDERS.map((value) => ({ value, label: t(`options.orders.${value}`) }))}
            onChange={(value) =>
              onChange({ ...panel, order: ORDERS.find((it) => it === value) ?? 'descending' }, 'order')
            }
          />
          {limit}
        </Stack>
      );
    case 'status':
    case 'state-timeline':
      return (
        <Stack gap="sm">
          {reduce}
          {limit}
        </Stack>
      );
    case 'text':
      return (
        <Textarea
          label={t('options.content')}
          description={t('options.contentHint')}
          autosize
          minRows={6}
          value={textIn(panel.content, language)}
          onChange={(event) =>
            onChange({ ...panel, content: withText(panel.content, language, event.currentTarget.value) }, 'content')
          }
        />
      );
  }
}
