import { LEVELS } from '@binnacle/objects';
import { UnstyledButton } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { DOT_OF_LEVEL, type Level } from '../../objects/level.ts';
import type { FilterOption } from '../../ui/FilterMenu.tsx';
import { StateDot } from '../../ui/StateDot.tsx';
import classes from './LevelFilter.module.css';

interface LevelFilterProps {
  readonly counts: readonly FilterOption[];
  readonly chosen: readonly Level[];
  readonly onChange: (chosen: readonly Level[]) => void;
}

/** How many are how well, the worst first; each is a filter. */
export function LevelFilter({ counts, chosen, onChange }: LevelFilterProps): ReactElement {
  const { t } = useTranslation('infrastructure');
  const language = useLanguage();
  const shown = LEVELS.map((level) => ({ level, count: counts.find((it) => it.value === level)?.count ?? 0 })).filter(
    ({ level, count }) => count > 0 || chosen.includes(level),
  );
  return (
    <fieldset className={classes['levels']} aria-label={t('columns.status')}>
      {shown.map(({ level, count }) => (
        <UnstyledButton
          key={level}
          className={classes['level']}
          aria-pressed={chosen.includes(level)}
          onClick={() => onChange(chosen.includes(level) ? chosen.filter((it) => it !== level) : [...chosen, level])}
        >
          <StateDot state={DOT_OF_LEVEL[level]} />
          {t(`level.${level}`)}
          <span className={classes['count']}>{count.toLocaleString(language)}</span>
        </UnstyledButton>
      ))}
    </fieldset>
  );
}
