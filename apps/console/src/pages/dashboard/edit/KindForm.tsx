import { NumberInput, Select, Stack, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { REDUCERS, textIn, type Panel, type TimeSeriesPanel } from '@binnacle/views';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useDashboardScene } from '../dashboard-context.ts';
import { withText } from './localized.ts';
import { TimeSeriesForm } from './TimeSeriesForm.tsx';

interface KindFormProps {
  readonly panel: Panel;
  readonly onChange: (panel: Panel, field: string) => void;
}

/** What is special to the kind of a panel. */
export function KindForm({ panel, onChange }: KindFormProps): ReactElement | null {
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
        max={panel.kind === 'table' ? 10_000 : panel.kind === 'treemap' ? 500 : panel.kind === 'pie' ? 50 : 100}
        value={panel.limit}
        onChange={(value) => {
          if (typeof value === 'number' && value >= 1) onChange({ ...panel, limit: Math.round(value) }, 'limit');
        }}
      />
    ) : null;
  switch (panel.kind) {
    case 'timeseries':
      return <TimeSeriesForm panel={panel} onChange={(next: TimeSeriesPanel) => onChange(next, 'drawing')} />;
    case 'stat':
      return (
        <Stack gap="sm">
          {reduce}
          <Switch
            label={t('options.sparkline')}
            checked={panel.sparkline}
            onChange={(event) => onChange({ ...panel, sparkline: event.currentTarget.checked }, 'sparkline')}
          />
        </Stack>
      );
    case 'gauge':
      return (
        <Stack gap="sm">
          {reduce}
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
      return (
        <Stack gap="sm">
          <TagsInput
            label={t('options.joinOn')}
            description={t('options.joinOnHint')}
            value={panel.joinOn}
            onChange={(joinOn) => {
              // Columns for labels that make no row any more go with them.
              const columns = panel.columns.filter(
                ({ label, ref }) => ref !== undefined || label === undefined || joinOn.includes(label),
              );
              onChange({ ...panel, joinOn, columns }, 'joinOn');
            }}
          />
          {limit}
        </Stack>
      );
    case 'bar':
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
    default:
      return null;
  }
}
