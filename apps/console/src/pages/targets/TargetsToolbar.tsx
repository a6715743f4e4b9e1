import type { Target } from '@binnacle/api';
import { SegmentedControl } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterMenu } from '../../ui/FilterMenu.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { Toolbar } from '../../ui/Toolbar.tsx';
import type { TargetsSearch } from './search.ts';
import { countTargets, countValues, PROPERTIES } from './select-targets.ts';

const STATES = ['all', 'down', 'warnings', 'unknown', 'up'] as const;

interface TargetsToolbarProps {
  readonly all: readonly Target[];
  readonly search: TargetsSearch;
  readonly onRefine: (change: Partial<TargetsSearch>) => void;
}

/** Search, one choice for each state with how many there are, and a menu for each property with several values. */
export function TargetsToolbar({ all, search, onRefine }: TargetsToolbarProps): ReactElement {
  const { t } = useTranslation(['targets', 'common']);
  const counts = countTargets(all);
  return (
    <Toolbar>
      <SearchField
        label={t('search')}
        clearLabel={t('common:clearSearch')}
        value={search.q}
        onChange={(q) => onRefine({ q })}
      />
      <SegmentedControl<TargetsSearch['state']>
        aria-label={t('columns.state')}
        value={search.state}
        onChange={(state) => onRefine({ state })}
        data={STATES.map((state) => ({ value: state, label: `${t(`filter.${state}`)} ${counts[state]}` }))}
      />
      {PROPERTIES.map((property) => {
        const options = countValues(all, search, property);
        // One cluster or one agent needs no choice.
        return options.length < 2 && search[property].length === 0 ? null : (
          <FilterMenu
            key={property}
            label={t(`by.${property}`)}
            options={options}
            chosen={search[property]}
            onChange={(values) => onRefine({ [property]: [...values] })}
          />
        );
      })}
    </Toolbar>
  );
}
