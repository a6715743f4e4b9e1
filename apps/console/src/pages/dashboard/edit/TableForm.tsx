import {
  ActionIcon,
  Autocomplete,
  Button,
  Fieldset,
  Group,
  NumberInput,
  Select,
  Stack,
  Switch,
  TagsInput,
  TextInput,
} from '@mantine/core';
import { textIn, unit as unitSchema, UNITS, type Panel, type TableColumn, type TablePanel } from '@binnacle/views';
import { IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useDashboardScene } from '../dashboard-context.ts';
import { withText } from './localized.ts';

interface TableFormProps {
  readonly panel: TablePanel;
  readonly onChange: (panel: Panel, field: string) => void;
}

/** What makes a row of a table, and its columns: which label or which query each shows, under which title. */
export function TableForm({ panel, onChange }: TableFormProps): ReactElement {
  const { t } = useTranslation('edit');
  const { language } = useDashboardScene();
  const { columns, sort } = panel;
  const put = (next: readonly TableColumn[], field = 'columns'): void => {
    const { sort: _, ...rest } = panel;
    const kept = sort !== undefined && sort.column < Math.max(next.length, 1) ? { sort } : {};
    onChange({ ...rest, ...kept, columns: [...next] }, field);
  };
  const change = (i: number, column: TableColumn): void =>
    put(
      columns.map((it, j) => (i === j ? column : it)),
      `column ${i}`,
    );
  const add = (): void => {
    const unused = panel.queries.find(({ ref }) => !columns.some((it) => it.ref === ref && it.label === undefined));
    const label = panel.joinOn.find((name) => !columns.some((it) => it.label === name));
    const shows = label === undefined ? { ref: (unused ?? panel.queries[0]!).ref } : { label };
    put([...columns, { title: label ?? t('table.newColumn'), ...shows, mappings: [] }]);
  };
  return (
    <Stack gap="sm">
      <TagsInput
        label={t('options.joinOn')}
        description={t('options.joinOnHint')}
        value={panel.joinOn}
        onChange={(joinOn) => {
          // Columns for labels that make no row any more go with them.
          const left = columns.filter(
            ({ label, ref }) => ref !== undefined || label === undefined || joinOn.includes(label),
          );
          onChange({ ...panel, joinOn, columns: left }, 'joinOn');
        }}
      />
      {columns.map((column, i) => (
        // The place is what tells columns apart while their titles are being typed.
        // oxlint-disable-next-line react/no-array-index-key
        <Fieldset key={i} legend={t('table.column', { n: i + 1 })} p="xs">
          <Stack gap={6}>
            <TextInput
              label={t('table.title')}
              value={textIn(column.title, language)}
              onChange={(event) =>
                change(i, { ...column, title: withText(column.title, language, event.currentTarget.value) })
              }
            />
            <Group grow gap={6}>
              <Select
                label={t('table.query')}
                clearable
                value={column.ref ?? null}
                data={panel.queries.map(({ ref }) => ref)}
                onChange={(value) => {
                  const { ref: _, ...rest } = column;
                  change(i, value === null ? rest : { ...rest, ref: value });
                }}
              />
              <TextInput
                label={t('table.label')}
                value={column.label ?? ''}
                onChange={(event) => {
                  const { label: _, ...rest } = column;
                  const text = event.currentTarget.value.trim();
                  change(i, text === '' ? rest : { ...rest, label: text });
                }}
              />
            </Group>
            <Autocomplete
              label={t('numbers.unit')}
              placeholder={panel.unit}
              data={[...UNITS]}
              value={column.unit ?? ''}
              onChange={(value) => {
                const { unit: _, ...rest } = column;
                const parsed = unitSchema.safeParse(value);
                if (value === '') change(i, rest);
                else if (parsed.success) change(i, { ...rest, unit: parsed.data });
              }}
            />
            <Group justify="flex-end" gap={4}>
              <ActionIcon
                aria-label={t('table.up', { n: i + 1 })}
                disabled={i === 0}
                onClick={() => put([...columns.slice(0, i - 1), column, columns[i - 1]!, ...columns.slice(i + 1)])}
              >
                <IconArrowUp size={15} />
              </ActionIcon>
              <ActionIcon
                aria-label={t('table.remove', { n: i + 1 })}
                onClick={() => put(columns.filter((_, j) => j !== i))}
              >
                <IconTrash size={15} />
              </ActionIcon>
            </Group>
          </Stack>
        </Fieldset>
      ))}
      <Button variant="default" size="compact-sm" leftSection={<IconPlus size={14} />} onClick={add}>
        {t('table.add')}
      </Button>
      {columns.length === 0 ? null : (
        <>
          <Select
            label={t('table.sort')}
            clearable
            value={sort === undefined ? null : String(sort.column)}
            data={columns.map(({ title }, i) => ({
              value: String(i),
              label: textIn(title, language) || String(i + 1),
            }))}
            onChange={(value) => {
              const { sort: _, ...rest } = panel;
              const descending = sort?.descending ?? true;
              onChange(value === null ? rest : { ...rest, sort: { column: Number(value), descending } }, 'sort');
            }}
          />
          {sort === undefined ? null : (
            <Switch
              label={t('list.descending')}
              checked={sort.descending}
              onChange={(event) =>
                onChange({ ...panel, sort: { ...sort, descending: event.currentTarget.checked } }, 'sort')
              }
            />
          )}
        </>
      )}
      <NumberInput
        label={t('options.limit')}
        min={1}
        max={10_000}
        value={panel.limit}
        onChange={(value) => {
          if (typeof value === 'number' && value >= 1 && value <= 10_000)
            onChange({ ...panel, limit: Math.round(value) }, 'limit');
        }}
      />
    </Stack>
  );
}
