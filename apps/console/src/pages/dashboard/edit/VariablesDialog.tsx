import { ActionIcon, Button, Group, Menu, Modal, Stack } from '@mantine/core';
import { variable as variableSchema, validateDashboard, type Variable } from '@binnacle/views';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '../../../ui/Banner.tsx';
import { setVariables } from './draft.ts';
import type { Draft } from './useDraft.ts';
import { VariableForm } from './VariableForm.tsx';
import classes from './VariablesDialog.module.css';

interface VariablesDialogProps {
  readonly draft: Draft;
  readonly onClose: () => void;
}

const KINDS = ['query', 'custom', 'text', 'interval'] as const;

/** All variables of a dashboard, in their order. Applied as a whole, once they fit together and what uses them. */
export function VariablesDialog({ draft, onClose }: VariablesDialogProps): ReactElement {
  const { t } = useTranslation(['edit', 'common']);
  const [variables, setAll] = useState<readonly Variable[]>(draft.definition.variables);
  const [open, setOpen] = useState<number | undefined>(draft.definition.variables.length === 1 ? 0 : undefined);
  const outcome = validateDashboard(setVariables(draft.definition, variables));
  const problems = outcome.ok ? [] : outcome.problems;
  const put = (i: number, changed: Variable): void => setAll(variables.map((it, j) => (i === j ? changed : it)));
  const swap = (i: number, j: number): void => {
    const next = [...variables];
    [next[i], next[j]] = [next[j]!, next[i]!];
    setAll(next);
    setOpen(undefined);
  };
  const add = (kind: Variable['kind']): void => {
    setAll([...variables, newVariable(kind, freeName(variables))]);
    setOpen(variables.length);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('bar.variables')}
      size="44rem"
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Stack gap="sm">
        {variables.length === 0 ? <p className={classes['none']}>{t('variables.none')}</p> : null}
        <ul className={classes['list']}>
          {variables.map((it, i) => (
            // The place is what tells variables apart while their names are being typed.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={i} className={classes['item']}>
              <div className={classes['head']}>
                <button
                  type="button"
                  className={classes['name']}
                  aria-expanded={open === i}
                  onClick={() => setOpen(open === i ? undefined : i)}
                >
                  <code>{`$${it.name}`}</code> <span className={classes['kind']}>{t(`variables.kind.${it.kind}`)}</span>
                </button>
                <ActionIcon aria-label={t('variables.up', it)} disabled={i === 0} onClick={() => swap(i, i - 1)}>
                  <IconArrowUp size={15} />
                </ActionIcon>
                <ActionIcon
                  aria-label={t('variables.down', it)}
                  disabled={i === variables.length - 1}
                  onClick={() => swap(i, i + 1)}
                >
                  <IconArrowDown size={15} />
                </ActionIcon>
                <ActionIcon
                  aria-label={t('variables.remove', it)}
                  onClick={() => setAll(variables.filter((_, j) => j !== i))}
                >
                  <IconTrash size={15} />
                </ActionIcon>
              </div>
              {open === i ? <VariableForm variable={it} onChange={(changed) => put(i, changed)} /> : null}
            </li>
          ))}
        </ul>
        <div role="alert">
          {problems.length === 0 ? null : (
            <Banner kind="error">
              {problems.slice(0, 5).map(({ path, message }) => (
                <div key={`${path} ${message}`}>
                  <code>{path}</code> {message}
                </div>
              ))}
            </Banner>
          )}
        </div>
        <Group gap="xs">
          <Menu position="bottom-start">
            <Menu.Target>
              <Button variant="default" leftSection={<IconPlus size={15} />}>
                {t('variables.add')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {KINDS.map((kind) => (
                <Menu.Item key={kind} onClick={() => add(kind)}>
                  {t(`variables.kind.${kind}`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
          <Button variant="default" ml="auto" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button
            disabled={problems.length > 0}
            onClick={() => {
              draft.apply((it) => setVariables(it, variables));
              onClose();
            }}
          >
            {t('apply')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function freeName(variables: readonly Variable[]): string {
  for (let n = 1; ; n++) if (variables.every(({ name }) => name !== `variable${n}`)) return `variable${n}`;
}

function newVariable(kind: Variable['kind'], name: string): Variable {
  switch (kind) {
    case 'query':
      return variableSchema.parse({ kind, name, query: 'label_values(up, job)', multi: true, includeAll: true });
    case 'custom':
      return variableSchema.parse({ kind, name, options: [{ value: 'a' }, { value: 'b' }] });
    case 'text':
      return variableSchema.parse({ kind, name });
    case 'interval':
      return variableSchema.parse({ kind, name, options: ['1m', '5m', '15m', '1h'] });
  }
}
