import { ActionIcon, Autocomplete, Select } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MATCHER_OPERATORS, type BuiltMatcher } from './built-query.ts';
import type { LabelCount } from './label-counts.ts';
import classes from './QueryBuilder.module.css';

interface MatcherRowProps {
  readonly matcher: BuiltMatcher;
  readonly labels: readonly LabelCount[];
  readonly onChange: (matcher: BuiltMatcher) => void;
  readonly onRemove: () => void;
}

/** One filter: a label, how it is compared, and a value, which counts once it is chosen or the field is left. */
export function MatcherRow({ matcher, labels, onChange, onRemove }: MatcherRowProps): ReactElement {
  const { t } = useTranslation('explore');
  const [value, setValue] = useState(matcher.value);
  const valuesOf = (name: string): readonly string[] =>
    labels.find((it) => it.name === name)?.values.map((it) => it.value) ?? [];
  const settle = (text: string): void => {
    if (text !== matcher.value) onChange({ ...matcher, value: text });
  };
  return (
    <div className={classes['matcher']}>
      <Select
        aria-label={t('builder.label')}
        searchable
        allowDeselect={false}
        data={[...new Set([matcher.name, ...labels.map(({ name }) => name)])]}
        value={matcher.name}
        onChange={(name) => {
          if (name !== null) onChange({ ...matcher, name, value: valuesOf(name)[0] ?? '' });
        }}
      />
      <Select
        aria-label={t('builder.operator')}
        className={classes['operator'] ?? ''}
        allowDeselect={false}
        data={[...MATCHER_OPERATORS]}
        value={matcher.op}
        onChange={(chosen) => {
          const op = MATCHER_OPERATORS.find((it) => it === chosen);
          if (op !== undefined) onChange({ ...matcher, op });
        }}
      />
      <Autocomplete
        size="xs"
        className={classes['value'] ?? ''}
        aria-label={t('builder.value', { name: matcher.name })}
        limit={100}
        data={[...new Set(valuesOf(matcher.name).filter((it) => it !== ''))]}
        value={value}
        onChange={setValue}
        onOptionSubmit={settle}
        onBlur={() => settle(value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') settle(value);
        }}
      />
      <ActionIcon aria-label={t('builder.remove', { name: matcher.name })} onClick={onRemove}>
        <IconX size={15} aria-hidden="true" />
      </ActionIcon>
    </div>
  );
}
