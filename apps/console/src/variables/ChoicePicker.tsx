import { Combobox, UnstyledButton, useCombobox } from '@mantine/core';
import { textIn, type Language } from '@binnacle/views';
import { IconCheck, IconSelector } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { afterChoice, matching } from './picker-choice.ts';
import type { ResolvedVariable } from './resolve.ts';
import { ALL, type Selection } from './selection.ts';
import classes from './VariablesBar.module.css';

interface ChoicePickerProps {
  readonly resolved: ResolvedVariable;
  readonly language: Language;
  readonly onChange: (selection: Selection) => void;
}

/** More than this in a list is found by typing. */
const MOST_SHOWN = 200;

/** The values of a variable: search, pick one or several, or all. */
export function ChoicePicker({ resolved, language, onChange }: ChoicePickerProps): ReactElement {
  const { t } = useTranslation('dashboard');
  const { variable, options, selection, problem } = resolved;
  const [typed, setTyped] = useState('');
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setTyped('');
    },
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  const multi = variable.kind !== 'interval' && variable.kind !== 'text' && variable.multi;
  const canBeAll = variable.kind !== 'interval' && variable.kind !== 'text' && variable.includeAll;
  const chosen = selection.kind === 'values' ? selection.values : [];
  const title = variable.title === undefined ? variable.name : textIn(variable.title, language);
  const found = matching(options, typed);
  const textOf = (value: string): string => {
    const option = variable.kind === 'custom' ? variable.options.find((one) => one.value === value) : undefined;
    return option?.text === undefined ? value : textIn(option.text, language);
  };
  const text =
    selection.kind === 'all'
      ? t('variables.all')
      : chosen.length === 0
        ? t('variables.none')
        : chosen.map(textOf).join(', ');
  const shown = chosen.length > 2 ? t('variables.several', { count: chosen.length }) : text;
  const submit = (value: string): void => {
    if (value === ALL && canBeAll) onChange({ kind: 'all' });
    else onChange(afterChoice(variable, selection, value));
    if (!multi || value === ALL) combobox.closeDropdown();
  };
  const check = (on: boolean): ReactElement =>
    on ? <IconCheck className={classes['check']} aria-hidden="true" /> : <span className={classes['check']} />;
  return (
    <Combobox store={combobox} onOptionSubmit={submit} position="bottom-start" width={300} withinPortal>
      <Combobox.Target targetType="button">
        <UnstyledButton
          className={classes['target']}
          data-problem={problem === undefined ? undefined : true}
          title={problem ?? text}
          aria-label={t('variables.current', { title, text: shown })}
          onClick={() => combobox.toggleDropdown()}
        >
          <span className={classes['name']}>{title}</span> <span className={classes['value']}>{shown}</span>
          <IconSelector size={14} aria-hidden="true" />
        </UnstyledButton>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            combobox.updateSelectedOptionIndex();
          }}
          placeholder={t('variables.search', { title })}
          aria-label={t('variables.search', { title })}
        />
        <Combobox.Options mah={300} style={{ overflowY: 'auto' }} aria-label={title}>
          {canBeAll && typed === '' ? (
            <Combobox.Option value={ALL} aria-selected={selection.kind === 'all'}>
              <span className={classes['option']}>
                {check(selection.kind === 'all')}
                {t('variables.all')}
              </span>
            </Combobox.Option>
          ) : null}
          {found.slice(0, MOST_SHOWN).map((value) => (
            <Combobox.Option key={value} value={value} aria-selected={chosen.includes(value)}>
              <span className={classes['option']}>
                {check(chosen.includes(value))}
                {textOf(value)}
              </span>
            </Combobox.Option>
          ))}
          {found.length === 0 ? <Combobox.Empty>{problem ?? t('variables.nothing')}</Combobox.Empty> : null}
          {found.length > MOST_SHOWN ? (
            <Combobox.Empty>{t('variables.more', { count: found.length - MOST_SHOWN })}</Combobox.Empty>
          ) : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
