import type { ResponseOf, routes } from '@binnacle/api';
import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterMenu } from '../../ui/FilterMenu.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { Toolbar } from '../../ui/Toolbar.tsx';
import { LabelsField } from './LabelsField.tsx';
import { LevelFilter } from './LevelFilter.tsx';
import classes from './ObjectsToolbar.module.css';
import { isNarrowed, NO_FILTERS, type InfrastructureSearch } from './search.ts';
import { TABS, type Tab } from './tabs.ts';

type Facets = ResponseOf<typeof routes.listObjects>['facets'];

interface ObjectsToolbarProps {
  readonly tab: Tab;
  readonly facets: Facets;
  readonly search: InfrastructureSearch;
  readonly onRefine: (change: Partial<InfrastructureSearch>) => void;
}

const MENUS = ['kind', 'cluster', 'namespace', 'node', 'status'] as const;

/** Search, label selector, a menu for each property that has values, and the levels with how many there are. */
export function ObjectsToolbar({ tab, facets, search, onRefine }: ObjectsToolbarProps): ReactElement {
  const { t } = useTranslation(['infrastructure', 'common']);
  return (
    <>
      <Toolbar>
        <SearchField
          label={t('search')}
          clearLabel={t('common:clearSearch')}
          value={search.q}
          onChange={(q) => onRefine({ q })}
        />
        <LabelsField value={search.labels} onChange={(labels) => onRefine({ labels })} />
        {MENUS.map((property) => {
          const counted = facets[property] ?? [];
          // Kinds are counted over all lists; a list has its own.
          const options =
            property === 'kind' ? counted.filter((it) => (TABS[tab] as readonly string[]).includes(it.value)) : counted;
          // A list of one kind or one cluster needs no choice; the others stay where they are while one narrows the list.
          const least = property === 'kind' || property === 'cluster' ? 2 : 1;
          return options.length < least && search[property].length === 0 ? null : (
            <FilterMenu
              key={property}
              label={t(`columns.${property}`)}
              options={options}
              chosen={search[property]}
              onChange={(chosen) => onRefine({ [property]: [...chosen] })}
            />
          );
        })}
        {isNarrowed(search) ? (
          <Button variant="subtle" leftSection={<IconX size={14} />} onClick={() => onRefine(NO_FILTERS)}>
            {t('clear')}
          </Button>
        ) : null}
      </Toolbar>
      <div className={classes['levels']}>
        <LevelFilter
          counts={facets.level ?? []}
          chosen={search.level}
          onChange={(chosen) => onRefine({ level: [...chosen] })}
        />
      </div>
    </>
  );
}
