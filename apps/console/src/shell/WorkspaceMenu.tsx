import { routes, type Session } from '@binnacle/api';
import { Menu, UnstyledButton } from '@mantine/core';
import { IconCheck, IconChevronDown, IconPencil, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../request/call.ts';
import { workspacesQuery } from '../request/queries.ts';
import { useFailureText } from '../request/useFailureText.ts';
import { useMayAdminister } from '../request/useMayEdit.ts';
import { NameDialog } from '../ui/NameDialog.tsx';
import { tellFailure } from '../ui/tell.tsx';
import classes from './WorkspaceMenu.module.css';

/** The workspace one is in, and the way to the others. Everything on screen belongs to one, so a switch loads anew. */
export function WorkspaceMenu({ session }: { readonly session: Session }): ReactElement {
  const { t } = useTranslation(['shell', 'common']);
  const failureText = useFailureText();
  const mayAdminister = useMayAdminister();
  const { data: workspaces = [] } = useQuery(workspacesQuery);
  const [dialog, setDialog] = useState<'create' | 'rename'>();
  const enter = async (workspace: string): Promise<void> => {
    await call(routes.putSessionWorkspace, { body: { workspace } });
    window.location.assign('/scenes');
  };
  const switching = useMutation({
    mutationFn: enter,
    onError: (error) => tellFailure(t('common:failure.title'), failureText(error)),
  });
  const creating = useMutation({
    mutationFn: async (name: string) => enter((await call(routes.createWorkspace, { body: { name } })).id),
  });
  const renaming = useMutation({
    mutationFn: (name: string) => call(routes.putWorkspace, { body: { name } }),
    onSuccess: () => window.location.reload(),
  });
  const { name } = session.workspace;
  if (session.auth === 'off') {
    return (
      <div className={classes['name']} title={`${t('workspace')}: ${name}`}>
        {name}
      </div>
    );
  }
  const open = dialog === 'create' ? creating : renaming;
  return (
    <>
      <Menu position="bottom-start" width={240}>
        <Menu.Target>
          <UnstyledButton className={classes['button']} aria-label={`${t('workspace')}: ${name}`}>
            <span className={classes['name']}>{name}</span>
            <IconChevronDown size={14} aria-hidden="true" />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('workspaces.switch')}</Menu.Label>
          {workspaces.map((it) => (
            <Menu.Item
              key={it.id}
              aria-current={it.id === session.workspace.id ? 'true' : undefined}
              rightSection={it.id === session.workspace.id ? <IconCheck size={14} aria-hidden="true" /> : null}
              onClick={() => {
                if (it.id !== session.workspace.id) switching.mutate(it.id);
              }}
            >
              {it.name}
            </Menu.Item>
          ))}
          {mayAdminister ? (
            <>
              <Menu.Divider />
              {session.role === 'owner' ? (
                <Menu.Item leftSection={<IconPlus size={16} />} onClick={() => setDialog('create')}>
                  {t('workspaces.create')}
                </Menu.Item>
              ) : null}
              <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setDialog('rename')}>
                {t('workspaces.rename')}
              </Menu.Item>
            </>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      {dialog === undefined ? null : (
        <NameDialog
          title={dialog === 'create' ? t('workspaces.createTitle') : t('workspaces.renameTitle')}
          label={t('workspaces.name')}
          initial={dialog === 'create' ? '' : name}
          save={dialog === 'create' ? t('workspaces.create') : t('workspaces.rename')}
          words={{ cancel: t('common:cancel'), close: t('common:close'), required: t('workspaces.nameRequired') }}
          pending={open.isPending}
          failure={open.error === null ? undefined : failureText(open.error)}
          onClose={() => setDialog(undefined)}
          onSave={(chosen) => open.mutate(chosen)}
        />
      )}
    </>
  );
}
