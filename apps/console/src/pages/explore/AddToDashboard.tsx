import type { TimeSeriesPanel } from '@binnacle/views';
import { Button } from '@mantine/core';
import { IconLayoutGridAdd } from '@tabler/icons-react';
import { lazy, type ReactElement, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { withCatalogues } from '../../i18n/with-catalogues.ts';
import { useMayEdit } from '../../request/useMayEdit.ts';
import type { Explore } from './useExplore.ts';

const AddToDashboardDialog = lazy(
  withCatalogues(['edit'], () =>
    import('./AddToDashboardDialog.tsx').then((module) => ({ default: module.AddToDashboardDialog })),
  ),
);

interface AddToDashboardProps {
  readonly explore: Explore;
  readonly panel: TimeSeriesPanel;
}

/** The button that takes a query to a dashboard; for those who may change one. */
export function AddToDashboard({ explore, panel }: AddToDashboardProps): ReactElement | null {
  const { t } = useTranslation('explore');
  const mayEdit = useMayEdit();
  const [open, setOpen] = useState(false);
  if (!mayEdit) return null;
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconLayoutGridAdd size={15} aria-hidden="true" />}
        onClick={() => setOpen(true)}
      >
        {t('add.button')}
      </Button>
      {open ? (
        <Suspense>
          <AddToDashboardDialog explore={explore} panel={panel} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
