import { DASHBOARD_ACCESS, type DashboardSummary } from '@binnacle/api';
import { Autocomplete, Modal, Radio, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dashboardsQuery } from '../../request/queries.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { usePlaceDashboard } from './dashboard-mutations.ts';
import { foldersOf } from './select-dashboards.ts';

interface PlaceDialogProps {
  readonly dashboard: DashboardSummary;
  readonly onClose: () => void;
}

/** In which folder a dashboard lies, and who may see and change it. */
export function PlaceDialog({ dashboard, onClose }: PlaceDialogProps): ReactElement {
  const { t } = useTranslation(['scenes', 'common']);
  const failureText = useFailureText();
  const { data = [] } = useQuery(dashboardsQuery);
  const placing = usePlaceDashboard();
  const [folder, setFolder] = useState(dashboard.folder);
  const [access, setAccess] = useState(dashboard.access);
  const submit = (): void => {
    const path = folder
      .split('/')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .join('/');
    placing.mutate({ it: dashboard, folder: path, access }, { onSuccess: onClose });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="md"
      title={t('placeDialog.title', { title: dashboard.title })}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <DialogForm
        submit={t('placeDialog.save')}
        cancel={t('common:cancel')}
        pending={placing.isPending}
        failure={placing.error === null ? undefined : failureText(placing.error)}
        onCancel={onClose}
        onSubmit={submit}
      >
        <Autocomplete
          label={t('folder')}
          description={t('placeDialog.folderHint')}
          data={[...foldersOf(data)]}
          maxLength={200}
          data-autofocus
          value={folder}
          onChange={setFolder}
        />
        <Radio.Group
          label={t('placeDialog.access')}
          value={access}
          onChange={(value) => setAccess(DASHBOARD_ACCESS.find((it) => it === value) ?? 'workspace')}
        >
          <Stack gap="xs" mt={4}>
            {DASHBOARD_ACCESS.map((it) => (
              <Radio key={it} value={it} size="sm" label={t(`access.${it}`)} description={t(`accessHint.${it}`)} />
            ))}
          </Stack>
        </Radio.Group>
      </DialogForm>
    </Modal>
  );
}
