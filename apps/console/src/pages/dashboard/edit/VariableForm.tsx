import { Group, Select, Stack, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { textIn, type ChoiceVariable, type Variable } from '@binnacle/views';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/useLanguage.ts';
import { withText } from './localized.ts';
import classes from './VariableForm.module.css';

interface VariableFormProps {
  readonly variable: Variable;
  readonly onChange: (variable: Variable) => void;
}

const SORTS = ['none', 'ascending', 'descending', 'numeric'] as const;

/** Name, title, and what is special to the kind of a variable. */
export function VariableForm({ variable, onChange }: VariableFormProps): ReactElement {
  const { t } = useTranslation('edit');
  const language = useLanguage();
  return (
    <Stack gap="xs" className={classes['form']}>
      <Group grow align="flex-start">
        <TextInput
          label={t('variables.name')}
          description={t('variables.nameHint')}
          value={variable.name}
          onChange={(event) => onChange({ ...variable, name: event.currentTarget.value.trim() })}
        />
        <TextInput
          label={t('variables.title')}
          description={t('variables.titleHint')}
          value={variable.title === undefined ? '' : textIn(variable.title, language)}
          onChange={(event) =>
            onChange({ ...variable, title: withText(variable.title, language, event.currentTarget.value) })
          }
        />
      </Group>
      <OfKind variable={variable} onChange={onChange} />
      {variable.kind === 'query' || variable.kind === 'custom' ? (
        <ChoiceOptions variable={variable} onChange={onChange} />
      ) : null}
      <Switch
        label={t('variables.hidden')}
        checked={variable.hidden}
        onChange={(event) => onChange({ ...variable, hidden: event.currentTarget.checked })}
      />
    </Stack>
  );
}

function OfKind({ variable, onChange }: VariableFormProps): ReactElement {
  const { t } = useTranslation('edit');
  switch (variable.kind) {
    case 'query':
      return (
        <>
          <Textarea
            label={t('variables.query')}
            description={t('variables.queryHint')}
            autosize
            classNames={{ input: classes['code'] ?? '' }}
            value={variable.query}
            onChange={(event) => onChange({ ...variable, query: event.currentTarget.value })}
          />
          <Group grow align="flex-start">
            <TextInput
              label={t('variables.regex')}
              description={t('variables.regexHint')}
              classNames={{ input: classes['code'] ?? '' }}
              value={variable.regex ?? ''}
              onChange={(event) => {
                const { regex: _, ...rest } = variable;
                const text = event.currentTarget.value;
                onChange(text === '' ? rest : { ...rest, regex: text });
              }}
            />
            <Select
              label={t('variables.sort')}
              description={t('variables.sortHint')}
              allowDeselect={false}
              value={variable.sort}
              data={SORTS.map((value) => ({ value, label: t(`variables.sorts.${value}`) }))}
              onChange={(value) => onChange({ ...variable, sort: SORTS.find((it) => it === value) ?? 'ascending' })}
            />
          </Group>
        </>
      );
    case 'custom':
      return (
        <>
          <TagsInput
            label={t('variables.options')}
            description={t('variables.optionsHint')}
            value={variable.options.map(({ value }) => value)}
            onChange={(values) => {
              const known = new Map(variable.options.map((it) => [it.value, it]));
              onChange({ ...variable, options: values.map((value) => known.get(value) ?? { value }) });
            }}
          />
          <Switch
            label={t('variables.patterns')}
            checked={variable.patterns}
            onChange={(event) => onChange({ ...variable, patterns: event.currentTarget.checked })}
          />
        </>
      );
    case 'text':
      return (
        <TextInput
          label={t('variables.default')}
          value={variable.default}
          onChange={(event) => onChange({ ...variable, default: event.currentTarget.value })}
        />
      );
    case 'interval':
      return (
        <TagsInput
          label={t('variables.intervals')}
          description={t('variables.intervalsHint')}
          value={variable.options}
          onChange={(options) => onChange({ ...variable, options })}
        />
      );
  }
}

function ChoiceOptions({
  variable,
  onChange,
}: {
  readonly variable: ChoiceVariable;
  readonly onChange: (variable: Variable) => void;
}): ReactElement {
  const { t } = useTranslation('edit');
  return (
    <Group>
      <Switch
        label={t('variables.multi')}
        checked={variable.multi}
        onChange={(event) => onChange({ ...variable, multi: event.currentTarget.checked })}
      />
      <Switch
        label={t('variables.includeAll')}
        checked={variable.includeAll}
        onChange={(event) => onChange({ ...variable, includeAll: event.currentTarget.checked })}
      />
    </Group>
  );
}
