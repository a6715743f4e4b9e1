import { Button, FileButton, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type DragEvent, type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/useLanguage.ts';
import { useFailureText } from '../../../request/useFailureText.ts';
import { Banner } from '../../../ui/Banner.tsx';
import { useImportDashboard } from '../dashboard-mutations.ts';
import classes from './ImportDialog.module.css';
import { ImportNotes } from './ImportNotes.tsx';
import { readImport, type ReadImport } from './read-import.ts';

/** More than a dashboard ever has: a file of another kind, most likely. */
const MOST_BYTES = 8 << 20;

/** A dashboard from a file of this console or of Grafana: dropped, chosen or pasted, looked at, then made. */
export function ImportDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation(['edit', 'common', 'scenes']);
  const language = useLanguage();
  const failureText = useFailureText();
  const navigate = useNavigate();
  const importing = useImportDashboard();
  const [text, setText] = useState('');
  const [name, setName] = useState<string>();
  const [tooLarge, setTooLarge] = useState(false);
  const read = text.trim() === '' ? undefined : readImport(text, language);
  const title = name ?? (read?.kind === 'dashboard' ? read.title : '');
  const take = async (file: File | null | undefined): Promise<void> => {
    if (file === null || file === undefined) return;
    setTooLarge(file.size > MOST_BYTES);
    setName(undefined);
    setText(file.size > MOST_BYTES ? '' : await file.text());
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (read?.kind !== 'dashboard' || title.trim() === '') return;
    importing.mutate(
      { title: title.trim(), definition: read.definition },
      {
        onSuccess: ({ id }) =>
          navigate({ to: '/dashboards/$dashboardId', params: { dashboardId: id }, search: {}, replace: true }),
      },
    );
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    void take(event.dataTransfer.files[0]);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="44rem"
      title={t('import.title')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {/* A file can be dropped anywhere on the dialog; the button does the same for the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <form onSubmit={submit} noValidate onDrop={onDrop} onDragOver={(event) => event.preventDefault()}>
        <Stack gap="sm">
          <p className={classes['lead']}>{t('import.lead')}</p>
          <FileButton accept="application/json,.json" onChange={(file) => void take(file)}>
            {(props) => (
              <Button {...props} variant="default" leftSection={<IconUpload size={16} />}>
                {t('import.choose')}
              </Button>
            )}
          </FileButton>
          <Textarea
            label={t('import.paste')}
            rows={6}
            data-autofocus
            spellCheck={false}
            classNames={{ input: classes['code'] ?? '' }}
            value={text}
            onChange={(event) => {
              setName(undefined);
              setTooLarge(false);
              setText(event.currentTarget.value);
            }}
          />
          <output>
            {tooLarge ? <Banner kind="error">{t('import.tooLarge')}</Banner> : null}
            {read === undefined ? null : <Outcome read={read} />}
          </output>
          {read?.kind === 'dashboard' ? (
            <TextInput
              label={t('scenes:createDialog.name')}
              maxLength={200}
              value={title}
              onChange={(event) => setName(event.currentTarget.value)}
              error={title.trim() === '' ? t('scenes:createDialog.nameRequired') : undefined}
            />
          ) : null}
          <div role="alert">
            {importing.error === null ? null : <Banner kind="error">{failureText(importing.error)}</Banner>}
          </div>
        </Stack>
        <Group justify="flex-end" gap="xs" mt="md">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" disabled={read?.kind !== 'dashboard'} loading={importing.isPending}>
            {t('import.submit')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

function Outcome({ read }: { readonly read: ReadImport }): ReactElement {
  const { t } = useTranslation('edit');
  switch (read.kind) {
    case 'no_json':
      return (
        <Banner kind="error">
          {t('import.noJson')} <code>{read.message}</code>
        </Banner>
      );
    case 'unknown':
      return <Banner kind="error">{t('import.unknown')}</Banner>;
    case 'invalid':
      return (
        <Banner kind="error">
          {t('json.invalid')}
          <ul className={classes['notes']}>
            {read.problems.slice(0, 12).map(({ path, message }) => (
              <li key={`${path} ${message}`}>
                <code>{path}</code> {message}
              </li>
            ))}
          </ul>
        </Banner>
      );
    case 'dashboard':
      return (
        <Banner kind={read.notes.length === 0 ? 'info' : 'warning'}>
          {t(`import.from.${read.origin}`, { count: read.panelCount })}{' '}
          {read.notes.length === 0 ? (
            t('import.whole')
          ) : (
            <>
              {t('import.notWhole')}
              <ImportNotes notes={read.notes} />
            </>
          )}
        </Banner>
      );
  }
}
