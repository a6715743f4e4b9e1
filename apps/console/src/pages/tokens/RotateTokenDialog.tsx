import { routes, type Token } from '@binnacle/api';
import { Button, Group, Modal, Select, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../request/call.ts';
import { tokensQuery } from '../../request/queries.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { Banner } from '../../ui/Banner.tsx';
import { NewToken } from './NewToken.tsx';

interface RotateTokenDialogProps {
  readonly token: Token;
  readonly onClose: () => void;
}

const GRACE_HOURS = [1, 24, 72, 168] as const;

/** A new secret for a token. The one before may go on working for a while, so that nothing stops meanwhile. */
export function RotateTokenDialog({ token, onClose }: RotateTokenDialogProps): ReactElement {
  const { t } = useTranslation(['tokens', 'common']);
  const queryClient = useQueryClient();
  const failureText = useFailureText();
  const [graceHours, setGraceHours] = useState(24);
  const rotating = useMutation({
    mutationFn: () => call(routes.rotateToken, { params: { id: token.id }, body: { graceHours } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
  const made = rotating.data;
  return (
    <Modal
      opened
      onClose={onClose}
      size={made === undefined ? 'md' : '44rem'}
      title={t('rotateDialog.title', { name: token.name })}
      closeOnClickOutside={made === undefined}
      closeOnEscape={made === undefined}
      withCloseButton={made === undefined}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {made === undefined ? (
        <Stack gap="md">
          <p style={{ margin: 0 }}>{t('rotateDialog.text')}</p>
          <Select
            label={t('rotateDialog.grace')}
            allowDeselect={false}
            value={String(graceHours)}
            onChange={(value) => setGraceHours(Number(value))}
            data={[
              ...GRACE_HOURS.map((count) => ({ value: String(count), label: t('rotateDialog.hours', { count }) })),
              { value: '0', label: t('rotateDialog.none') },
            ]}
          />
          <div role="alert">
            {rotating.error === null ? null : <Banner kind="error">{failureText(rotating.error)}</Banner>}
          </div>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose} data-autofocus>
              {t('common:cancel')}
            </Button>
            <Button loading={rotating.isPending} onClick={() => rotating.mutate()}>
              {t('rotateDialog.submit')}
            </Button>
          </Group>
        </Stack>
      ) : (
        <NewToken token={made.token} secret={made.secret} onDone={onClose} />
      )}
    </Modal>
  );
}
