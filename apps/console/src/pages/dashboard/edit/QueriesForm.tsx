import { ActionIcon, Autocomplete, Button, Group, SegmentedControl, Switch, TextInput } from '@mantine/core';
import { textIn, unit as unitSchema, UNITS, type Panel, type PanelQuery } from '@binnacle/views';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { LazyPromqlEditor } from '../../../query-editor/LazyPromqlEditor.tsx';
import { useDashboardScene } from '../dashboard-context.ts';
import { withText } from './localized.ts';
import classes from './QueriesForm.module.css';
import { useSettled } from './useSettled.ts';

type QueryPanel = Extract<Panel, { queries: unknown }>;

interface QueriesFormProps {
  readonly panel: QueryPanel;
  readonly onChange: (panel: Panel, field: string) => void;
}

const MOST = 26;

/** The queries of a panel, one under the other. */
export function QueriesForm({ panel, onChange }: QueriesFormProps): ReactElement {
  const { t } = useTranslation('edit');
  const put = (queries: readonly PanelQuery[], field: string): void =>
    onChange({ ...panel, queries: [...queries] }, field);
  const add = (): void => {
    const ref = freeRef(panel.queries);
    const mode = panel.queries.at(-1)?.mode ?? 'range';
    put([...panel.queries, { ref, expr: 'up', mode, auxiliary: false, requires: [] }], `query ${ref}`);
  };
  return (
    <section className={classes['queries']} aria-label={t('queries.title')}>
      {panel.queries.map((query) => (
        <QueryForm
          key={query.ref}
          query={query}
          panelUnit={panel.unit}
          canRemove={panel.queries.length > 1}
          onChange={(next) =>
            put(
              panel.queries.map((it) => (it.ref === query.ref ? next : it)),
              `query ${query.ref}`,
            )
          }
          onRemove={() =>
            put(
              panel.queries.filter((it) => it.ref !== query.ref),
              `query ${query.ref} gone`,
            )
          }
        />
      ))}
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconPlus size={14} />}
        disabled={panel.queries.length >= MOST}
        onClick={add}
      >
        {t('queries.add')}
      </Button>
    </section>
  );
}

interface QueryFormProps {
  readonly query: PanelQuery;
  readonly panelUnit: string;
  readonly canRemove: boolean;
  readonly onChange: (query: PanelQuery) => void;
  readonly onRemove: () => void;
}

function QueryForm({ query, panelUnit, canRemove, onChange, onRemove }: QueryFormProps): ReactElement {
  const { t } = useTranslation('edit');
  const { language } = useDashboardScene();
  // A query goes to the server when the hand rests, not with every letter.
  const [expr, setExpr, settle] = useSettled(query.expr, (text) => {
    if (text.trim() !== '') onChange({ ...query, expr: text });
  });
  return (
    <div className={classes['query']}>
      <div className={classes['head']}>
        <span className={classes['ref']}>{query.ref}</span>
        <SegmentedControl
          size="xs"
          aria-label={t('queries.mode')}
          value={query.mode}
          data={[
            { value: 'range', label: t('queries.range') },
            { value: 'instant', label: t('queries.instant') },
          ]}
          onChange={(mode) => onChange({ ...query, mode: mode === 'instant' ? 'instant' : 'range' })}
        />
        <Switch
          size="xs"
          label={t('queries.auxiliary')}
          checked={query.auxiliary}
          onChange={(event) => onChange({ ...query, auxiliary: event.currentTarget.checked })}
        />
        <ActionIcon
          ml="auto"
          aria-label={t('queries.remove', { ref: query.ref })}
          disabled={!canRemove}
          onClick={onRemove}
        >
          <IconTrash size={15} />
        </ActionIcon>
      </div>
      <LazyPromqlEditor
        load="with-field"
        label={t('queries.expression', { ref: query.ref })}
        hint={t('queries.hint')}
        value={expr}
        onChange={setExpr}
        onRun={settle}
      />
      <Group mt={6}>
        <TextInput
          size="xs"
          className={classes['legend']}
          label={t('queries.legend')}
          placeholder="{{pod}}"
          value={textIn(query.legend ?? '', language)}
          onChange={(event) => {
            const { legend, ...rest } = query;
            const text = event.currentTarget.value;
            onChange(text === '' ? rest : { ...rest, legend: withText(legend, language, text) });
          }}
        />
        <Autocomplete
          size="xs"
          label={t('queries.unit')}
          placeholder={panelUnit}
          data={[...UNITS]}
          value={query.unit ?? ''}
          onChange={(value) => {
            const { unit: _, ...rest } = query;
            const parsed = unitSchema.safeParse(value);
            if (value === '') onChange(rest);
            else if (parsed.success) onChange({ ...rest, unit: parsed.data });
          }}
        />
      </Group>
    </div>
  );
}

/** A, B, … Z, then A1. */
function freeRef(queries: readonly PanelQuery[]): string {
  const taken = new Set(queries.map(({ ref }) => ref));
  for (let n = 0; ; n++) {
    const ref = String.fromCharCode(65 + (n % 26)) + (n < 26 ? '' : String(Math.floor(n / 26)));
    if (!taken.has(ref)) return ref;
  }
}
