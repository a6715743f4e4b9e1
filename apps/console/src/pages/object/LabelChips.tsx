import { Button } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chips } from '../../ui/Chips.tsx';
import classes from './LabelChips.module.css';

interface LabelChipsProps {
  readonly title: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** An annotation may hold a whole file. */
const LONG = 120;
const FIRST = 12;

/** Labels or annotations; long values and long lists are cut until somebody asks. */
export function LabelChips({ title, labels }: LabelChipsProps): ReactElement | null {
  const { t } = useTranslation('objects');
  const [all, setAll] = useState(false);
  const entries = Object.entries(labels).sort(([a], [b]) => a.localeCompare(b));
  if (entries.length === 0) return null;
  const isCut = entries.length > FIRST || entries.some(([, value]) => value.length > LONG);
  return (
    <section aria-label={title}>
      <h2 className={classes['title']}>{title}</h2>
      <Chips
        of={entries
          .slice(0, all ? undefined : FIRST)
          .map(([name, value]) => [name, all || value.length <= LONG ? value : `${value.slice(0, LONG)}…`])}
      />
      {isCut && !all ? (
        <Button variant="subtle" size="compact-xs" mt={4} onClick={() => setAll(true)}>
          {t('showAll', { count: entries.length })}
        </Button>
      ) : null}
    </section>
  );
}
