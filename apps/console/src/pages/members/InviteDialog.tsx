import { ROLES, routes, type Role } from '@binnacle/api';
import { Button, Group, Modal, Radio, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { call } from '../../request/call.ts';
import { invitationsQuery, sessionQuery } from '../../request/queries.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { Banner } from '../../ui/Banner.tsx';
import { CopyBlock } from '../../ui/CopyBlock.tsx';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { fullTime } from '../../ui/relative-time.ts';

const LIFE_DAYS = [1, 3, 7, 30] as const;

/** Asks for role and life of an invitation, then shows its link: the only time that anybody can see it. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation(['people', 'shell', 'common']);
  const language = useLanguage();
  const queryClient = useQueryClient();
  const failureText = useFailureText();
  const { data: session } = useQuery(sessionQuery);
  const [note, setNote] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [days, setDays] = useState(3);
  const inviting = useMutation({
    mutationFn: () => call(routes.createInvitation, { body: { role, note: note.trim(), expiresInHours: days * 24 } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  });
  const made = inviting.data;
  return (
    <Modal
      opened
      onClose={onClose}
      size={made === undefined ? 'md' : '40rem'}
      title={made === undefined ? t('invitations.dialog.title') : t('invitations.made.title')}
      closeOnClickOutside={made === undefined}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {made === undefined ? (
        <DialogForm
          submit={t('invitations.dialog.submit')}
          cancel={t('common:cancel')}
          pending={inviting.isPending}
          failure={inviting.error === null ? undefined : failureText(inviting.error)}
          onCancel={onClose}
          onSubmit={() => inviting.mutate()}
        >
          <Radio.Group
            label={t('invitations.dialog.role')}
            value={role}
            onChange={(chosen) => setRole(ROLES.find((it) => it === chosen) ?? 'viewer')}
          >
            <Stack gap="xs" mt={4}>
              {ROLES.filter((it) => it !== 'owner' || session?.role === 'owner').map((it) => (
                <Radio key={it} value={it} size="sm" label={t(`shell:role.${it}`)} description={t(`roleHint.${it}`)} />
              ))}
            </Stack>
          </Radio.Group>
          <TextInput
            size="sm"
            label={t('invitations.dialog.note')}
            description={t('invitations.dialog.noteHint')}
            name="note"
            maxLength={200}
            autoComplete="off"
            data-autofocus
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Select
            label={t('invitations.dialog.life')}
            allowDeselect={false}
            value={String(days)}
            onChange={(value) => setDays(Number(value))}
            data={LIFE_DAYS.map((count) => ({
              value: String(count),
              label: t('invitations.dialog.days', { count }),
            }))}
          />
        </DialogForm>
      ) : (
        <Stack gap="md">
          <Banner kind="warning">
            {t('invitations.made.text', { time: fullTime(made.invitation.expiresAtMs, language) })}
          </Banner>
          <CopyBlock label={t('invitations.made.link')} text={window.location.origin + made.path} />
          <Group justify="flex-end">
            <Button onClick={onClose}>{t('invitations.made.done')}</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
