import { Button, Checkbox, Popover, ScrollArea } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './FilterMenu.module.css';
import { SearchField } from './SearchField.tsx';

export interface FilterOption {
  readonly value: string;
  readonly count: number;
}

interface FilterMenuProps {
  /** What is filtered by: "Namespace". */
  readonly label: string;
  /** Values and how often each occurs, most frequent first. */
  readonly options: readonly FilterOption[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

/** With more values than this one wants to search them. */
const SEARCH_FROM = 8;

/** A filter by the values of one property, several at a time; nothing chosen means all. */
export function FilterMenu({ label, options, chosen, onChange }: FilterMenuProps): ReactElement | null {
  const { t, i18n } = useTranslation('common');
  const [opened, setOpened] = useState(false);
  const [query, setQuery] = useState('');
  // What is chosen stays in sight, even where nothing of it is left.
  const all = [
    ...chosen.filter((value) => options.every((it) => it.value !== value)).map((value) => ({ value, count: 0 })),
    ...options,
  ];
  if (all.length === 0) return null;
  const shown = all.filter((it) => it.value.toLowerCase().includes(query.trim().toLowerCase()));
  const toggle = (value: string): void =>
    onChange(chosen.includes(value) ? chosen.filter((it) => it !== value) : [...chosen, value]);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          className={classes['button'] ?? ''}
          data-chosen={chosen.length > 0 || undefined}
          rightSection={<IconChevronDown size={14} aria-hidden="true" />}
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
        >
          {chosen.length === 0 ? label : chosen.length === 1 ? `${label}: ${chosen[0]!}` : `${label}: ${chosen.length}`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes['dropdown'] ?? ''} aria-label={label}>
        {all.length < SEARCH_FROM ? null : (
          <SearchField
            firstInDialog
            label={t('search')}
            clearLabel={t('clearSearch')}
            value={query}
            onChange={setQuery}
          />
        )}
        <ScrollArea.Autosize mah={320} type="auto" tabIndex={-1}>
          <div className={classes['list']}>
            {shown.map(({ value, count }) => (
              <Checkbox
                key={value}
                checked={chosen.includes(value)}
                onChange={() => toggle(value)}
                classNames={{ body: classes['option'] ?? '', labelWrapper: classes['wrapper'] ?? '' }}
                label={
                  <span className={classes['label']}>
                    <span>{value}</span>
                    <span className={classes['count']}>{count.toLocaleString(i18n.language)}</span>
                  </span>
                }
              />
            ))}
          </div>
        </ScrollArea.Autosize>
        {chosen.length === 0 ? null : (
          <Button variant="subtle" onClick={() => onChange([])}>
            {t('clearFilter')}
          </Button>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
