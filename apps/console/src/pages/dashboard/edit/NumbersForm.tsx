import { ActionIcon, Autocomplete, Button, Group, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { SEVERITIES, textIn, unit as unitSchema, UNITS, type Panel, type Thresholds } from '@binnacle/views';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useDashboardScene } from '../dashboard-context.ts';
import { withText } from './localized.ts';

type QueryPanel = Extract<Panel, { queries: unknown }>;

interface NumbersFormProps {
  readonly panel: QueryPanel;
  readonly onChange: (panel: Panel, field: string) => void;
}

const COMPARES = ['>', '>=', '<', '<='] as const;

/** Unit and digits, bounds, and words in place of numbers. */
export function NumbersForm({ panel, onChange }: NumbersFormProps): ReactElement {
  const { t } = useTranslation('edit');
  const bounds: Thresholds = panel.thresholds ?? { compare: '>=' };
  const setBounds = (next: Thresholds): void => {
    const { thresholds: _, ...rest } = panel;
    const isEmpty = next.warn === undefined && next.crit === undefined && next.guide === undefined;
    onChange((isEmpty && next.compare === '>=' ? rest : { ...rest, thresholds: next }) as Panel, 'thresholds');
  };
  const bound = (name: 'warn' | 'crit' | 'guide'): ReactElement => (
    <NumberInput
      label={t(`numbers.${name}`)}
      value={bounds[name] ?? ''}
      onChange={(value) => {
        const { [name]: _, ...rest } = bounds;
        setBounds(typeof value === 'number' ? { ...rest, [name]: value } : rest);
      }}
    />
  );
  return (
    <Stack gap="sm">
      <Autocomplete
        label={t('numbers.unit')}
        description={t('numbers.unitHint')}
        data={[...UNITS]}
        value={panel.unit}
        onChange={(value) => {
          const parsed = unitSchema.safeParse(value);
          if (parsed.success) onChange({ ...panel, unit: parsed.data }, 'unit');
        }}
      />
      <NumberInput
        label={t('numbers.decimals')}
        placeholder={t('numbers.automatic')}
        min={0}
        max={10}
        value={panel.decimals ?? ''}
        onChange={(value) => {
          const { decimals: _, ...rest } = panel;
          onChange((typeof value === 'number' ? { ...rest, decimals: value } : rest) as Panel, 'decimals');
        }}
      />
      <Select
        label={t('numbers.compare')}
        allowDeselect={false}
        value={bounds.compare}
        data={COMPARES.map((value) => ({ value, label: t(`numbers.compares.${NAMES[value]}`) }))}
        onChange={(value) => setBounds({ ...bounds, compare: COMPARES.find((it) => it === value) ?? '>=' })}
      />
      <Group grow>
        {bound('warn')}
        {bound('crit')}
      </Group>
      {bound('guide')}
      <Mappings panel={panel} onChange={onChange} />
    </Stack>
  );
}

const NAMES = { '>': 'above', '>=': 'from', '<': 'below', '<=': 'upTo' } as const;

function Mappings({ panel, onChange }: NumbersFormProps): ReactElement {
  const { t } = useTranslation(['edit', 'dashboard']);
  const { language } = useDashboardScene();
  const put = (mappings: QueryPanel['mappings']): void => onChange({ ...panel, mappings }, 'mappings');
  const change = (i: number, next: QueryPanel['mappings'][number]): void =>
    put(panel.mappings.map((it, j) => (i === j ? next : it)));
  return (
    <fieldset style={{ margin: 0, padding: 0, border: 0 }}>
      <legend style={{ padding: 0, fontSize: '0.875rem', fontWeight: 500 }}>{t('numbers.mappings')}</legend>
      <Stack gap={6} mt={4}>
        {panel.mappings.map((mapping, i) => (
          // The place is what tells mappings apart while their values are being typed.
          // oxlint-disable-next-line react/no-array-index-key
          <Group key={i} gap={4} wrap="nowrap">
            {mapping.value === undefined ? (
              (['from', 'to'] as const).map((end) => (
                <NumberInput
                  key={end}
                  aria-label={t(`numbers.${end}`)}
                  placeholder={t(`numbers.${end}`)}
                  w="4.5rem"
                  value={mapping[end] ?? ''}
                  onChange={(value) => {
                    const { from, to, ...rest } = mapping;
                    const ends = Object.entries({ from, to, [end]: value }).filter(([, it]) => typeof it === 'number');
                    const next: typeof mapping = { ...rest, ...Object.fromEntries(ends) };
                    // A range that is open at both ends would be words for everything.
                    if (next.from !== undefined || next.to !== undefined) change(i, next);
                  }}
                />
              ))
            ) : (
              <NumberInput
                aria-label={t('numbers.value')}
                w="5rem"
                value={mapping.value}
                onChange={(value) => {
                  if (typeof value === 'number') change(i, { ...mapping, value });
                }}
              />
            )}
            <TextInput
              aria-label={t('numbers.words')}
              value={textIn(mapping.text, language)}
              onChange={(event) =>
                change(i, { ...mapping, text: withText(mapping.text, language, event.currentTarget.value) })
              }
            />
            <Select
              aria-label={t('numbers.severity')}
              w="7rem"
              value={mapping.severity ?? 'unknown'}
              allowDeselect={false}
              data={SEVERITIES.map((value) => ({
                value,
                label: value === 'unknown' ? t('numbers.noColour') : t(`dashboard:severity.${value}`),
              }))}
              onChange={(value) => {
                const { severity: _, ...rest } = mapping;
                const found = SEVERITIES.find((it) => it === value);
                change(i, found === undefined || found === 'unknown' ? rest : { ...rest, severity: found });
              }}
            />
            <ActionIcon
              aria-label={t('numbers.removeMapping', {
                value: mapping.value ?? `${mapping.from ?? ''}–${mapping.to ?? ''}`,
              })}
              onClick={() => put(panel.mappings.filter((_, j) => j !== i))}
            >
              <IconTrash size={15} />
            </ActionIcon>
          </Group>
        ))}
        <Group gap={6}>
          {(['addMapping', 'addRange'] as const).map((name) => (
            <Button
              key={name}
              variant="default"
              size="compact-sm"
              leftSection={<IconPlus size={14} />}
              onClick={() => {
                const at = panel.mappings.length;
                put([
                  ...panel.mappings,
                  { ...(name === 'addMapping' ? { value: at } : { from: at, to: at + 1 }), text: '…' },
                ]);
              }}
            >
              {t(`numbers.${name}`)}
            </Button>
          ))}
        </Group>
      </Stack>
    </fieldset>
  );
}
