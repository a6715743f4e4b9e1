import { Group, MultiSelect, NumberInput, Select, Stack, Switch } from '@mantine/core';
import type { TimeSeriesPanel } from '@binnacle/views';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

interface TimeSeriesFormProps {
  readonly panel: TimeSeriesPanel;
  readonly onChange: (panel: TimeSeriesPanel) => void;
}

const DRAWS = ['line', 'area', 'bars', 'points'] as const;
const STACKS = ['none', 'value', 'percent'] as const;
const PLACES = ['bottom', 'right', 'none'] as const;
const COLUMNS = ['last', 'min', 'max', 'mean', 'sum'] as const;

/** How lines are drawn, their legend, and the axis. */
export function TimeSeriesForm({ panel, onChange }: TimeSeriesFormProps): ReactElement {
  const { t } = useTranslation('edit');
  const setAxis = (name: 'min' | 'max', value: number | string): void => {
    const { [name]: _, ...rest } = panel.axis;
    onChange({ ...panel, axis: typeof value === 'number' ? { ...rest, [name]: value } : rest });
  };
  return (
    <Stack gap="sm">
      <Group grow>
        <Select
          label={t('options.draw')}
          allowDeselect={false}
          value={panel.draw}
          data={DRAWS.map((value) => ({ value, label: t(`options.draws.${value}`) }))}
          onChange={(value) => onChange({ ...panel, draw: DRAWS.find((it) => it === value) ?? 'line' })}
        />
        <Select
          label={t('options.stack')}
          allowDeselect={false}
          value={panel.stack}
          data={STACKS.map((value) => ({ value, label: t(`options.stacks.${value}`) }))}
          onChange={(value) => onChange({ ...panel, stack: STACKS.find((it) => it === value) ?? 'none' })}
        />
      </Group>
      <Switch
        label={t('options.stepped')}
        checked={panel.stepped}
        onChange={(event) => onChange({ ...panel, stepped: event.currentTarget.checked })}
      />
      <Switch
        label={t('options.connectGaps')}
        checked={panel.connectGaps}
        onChange={(event) => onChange({ ...panel, connectGaps: event.currentTarget.checked })}
      />
      <Select
        label={t('options.legend')}
        allowDeselect={false}
        value={panel.legend.place}
        data={PLACES.map((value) => ({ value, label: t(`options.places.${value}`) }))}
        onChange={(value) =>
          onChange({ ...panel, legend: { ...panel.legend, place: PLACES.find((it) => it === value) ?? 'bottom' } })
        }
      />
      <MultiSelect
        label={t('options.legendColumns')}
        value={panel.legend.columns}
        data={COLUMNS.map((value) => ({ value, label: t(`options.reducers.${value}`) }))}
        onChange={(values) =>
          onChange({ ...panel, legend: { ...panel.legend, columns: COLUMNS.filter((it) => values.includes(it)) } })
        }
      />
      <Group grow>
        {(['min', 'max'] as const).map((name) => (
          <NumberInput
            key={name}
            label={t(`options.axis.${name}`)}
            placeholder={t('numbers.automatic')}
            value={panel.axis[name] ?? ''}
            onChange={(value) => setAxis(name, value)}
          />
        ))}
      </Group>
      <Switch
        label={t('options.logarithmic')}
        checked={panel.axis.logarithmic}
        onChange={(event) => onChange({ ...panel, axis: { ...panel.axis, logarithmic: event.currentTarget.checked } })}
      />
    </Stack>
  );
}
