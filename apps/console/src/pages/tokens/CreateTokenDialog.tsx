import { routes, TOKEN_KINDS, TOKEN_SCOPES, type TokenKind, type TokenScope } from '@binnacle/api';
import { Checkbox, Modal, Radio, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../request/call.ts';
import { tokensQuery } from '../../request/queries.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { NewToken } from './NewToken.tsx';
import { scopeKey } from './scope-key.ts';

const LIFE_DAYS = [1, 7, 30, 90, 365] as const;

/** Asks for a name and a kind, then shows the secret: the only time that anybody can see it. */
export function CreateTokenDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation(['tokens', 'common']);
  const queryClient = useQueryClient();
  const failureText = useFailureText();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<TokenKind>('agent');
  const [scopes, setScopes] = useState<readonly TokenScope[]>([]);
  const [days, setDays] = useState<number | null>(null);
  const [tried, setTried] = useState(false);
  const lacksScopes = kind === 'api' && scopes.length === 0;
  const creating = useMutation({
    mutationFn: () =>
      call(routes.createToken, {
        body: { name: name.trim(), kind, scopes: kind === 'api' ? [...scopes] : [], expiresInDays: days },
      }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
  const submit = (): void => {
    setTried(true);
    if (name.trim() !== '' && !lacksScopes) creating.mutate();
  };
  const created = creating.data;
  return (
    <Modal
      opened
      onClose={onClose}
      size={created === undefined ? 'md' : '44rem'}
      title={created === undefined ? t('create') : t('created.title', { name: created.token.name })}
      // Once the secret is shown, a click beside the dialog must not lose it.
      closeOnClickOutside={created === undefined}
      closeOnEscape={created === undefined}
      withCloseButton={created === undefined}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {created === undefined ? (
        <DialogForm
          submit={t('createDialog.submit')}
          cancel={t('common:cancel')}
          pending={creating.isPending}
          failure={creating.error === null ? undefined : failureText(creating.error)}
          onCancel={onClose}
          onSubmit={submit}
        >
          <Radio.Group
            label={t('createDialog.kind')}
            value={kind}
            onChange={(chosen) => setKind(TOKEN_KINDS.find((it) => it === chosen) ?? 'agent')}
          >
            <Stack gap="xs" mt={4}>
              {TOKEN_KINDS.map((it) => (
                <Radio
                  key={it}
                  value={it}
                  label={t(`kind.${it}`)}
                  description={t(`createDialog.kindHint.${it}`)}
                  size="sm"
                />
              ))}
            </Stack>
          </Radio.Group>
          {kind === 'api' ? (
            <Checkbox.Group
              label={t('createDialog.scopes')}
              value={[...scopes]}
              onChange={(chosen) => setScopes(TOKEN_SCOPES.filter((it) => chosen.includes(it)))}
              error={tried && lacksScopes ? t('createDialog.scopesRequired') : undefined}
            >
              <Stack gap="xs" my={4}>
                {TOKEN_SCOPES.map((it) => (
                  <Checkbox key={it} value={it} label={t(scopeKey(it))} size="sm" />
                ))}
              </Stack>
            </Checkbox.Group>
          ) : null}
          <TextInput
            size="sm"
            label={t('columns.name')}
            description={t('createDialog.nameHint')}
            name="name"
            maxLength={100}
            data-autofocus
            required
            withAsterisk={false}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={tried && name.trim() === '' ? t('createDialog.nameRequired') : undefined}
          />
          <Select
            label={t('createDialog.life')}
            allowDeselect={false}
            value={String(days ?? 0)}
            onChange={(value) => setDays(value === '0' ? null : Number(value))}
            data={[
              { value: '0', label: t('createDialog.forever') },
              ...LIFE_DAYS.map((count) => ({ value: String(count), label: t('createDialog.days', { count }) })),
            ]}
          />
        </DialogForm>
      ) : (
        <NewToken token={created.token} secret={created.secret} onDone={onClose} />
      )}
    </Modal>
  );
}
