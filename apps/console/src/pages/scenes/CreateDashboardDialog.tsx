import type { ViewSummary } from '@binnacle/api';
import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localized } from '../../i18n/localized.ts';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { viewsQuery } from '../../request/queries.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { Banner } from '../../ui/Banner.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { TableSkeleton } from '../../ui/TableSkeleton.tsx';
import classes from './CreateDashboardDialog.module.css';
import { useCreateDashboard } from './dashboard-mutations.ts';
import { BLANK, selectViews } from './select-views.ts';
import { ViewChoice } from './ViewChoice.tsx';
import { ViewPreview } from './ViewPreview.tsx';

/** Blank or from the library of built-in views; the name comes from the view until the reader writes another. */
export function CreateDashboardDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation(['scenes', 'common']);
  const language = useLanguage();
  const failureText = useFailureText();
  const navigate = useNavigate();
  const library = useQuery(viewsQuery);
  const creating = useCreateDashboard();
  const [q, setQ] = useState('');
  const [picked, setPicked] = useState<string>();
  const [ownName, setOwnName] = useState<string>();
  const [tried, setTried] = useState(false);

  const all = library.data ?? [];
  // The library is what most come for: its first view is chosen until the reader chooses.
  const chosen = picked ?? all[0]?.id ?? BLANK;
  const view = all.find((it) => it.id === chosen);
  const name = ownName ?? (view === undefined ? '' : localized(view.title, language));
  const shown = selectViews(all, q, language);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (name.trim() === '') return;
    creating.mutate(
      { title: name.trim(), fromView: view?.id },
      {
        onSuccess: ({ id }) =>
          navigate({ to: '/dashboards/$dashboardId', params: { dashboardId: id }, search: {}, replace: true }),
      },
    );
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="58rem"
      yOffset="6vh"
      title={t('createDialog.title')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form onSubmit={submit} noValidate>
        <div className={classes['columns']}>
          <div className={classes['library']}>
            <SearchField
              label={t('createDialog.search')}
              clearLabel={t('common:clearSearch')}
              value={q}
              onChange={setQ}
              firstInDialog
            />
            <fieldset className={classes['choices']}>
              <legend className={classes['legend']}>{t('createDialog.library')}</legend>
              <ViewChoice
                value={BLANK}
                chosen={chosen === BLANK}
                onChoose={setPicked}
                title={t('createDialog.blank')}
                description={t('createDialog.blankDescription')}
              />
              {library.isPending ? <TableSkeleton rows={3} label={t('common:loading')} /> : null}
              {library.error === null ? null : <Banner kind="error">{failureText(library.error)}</Banner>}
              {shown.map((it) => (
                <LibraryChoice key={it.id} it={it} chosen={chosen === it.id} onChoose={setPicked} />
              ))}
              {all.length > 0 && shown.length === 0 ? (
                <output className={classes['none']}>{t('createDialog.noViews', { q })}</output>
              ) : null}
            </fieldset>
          </div>
          <ViewPreview view={view} />
        </div>
        <div className={classes['foot']}>
          <TextInput
            size="sm"
            className={classes['name']}
            label={t('createDialog.name')}
            name="title"
            maxLength={200}
            required
            withAsterisk={false}
            value={name}
            onChange={(event) => setOwnName(event.currentTarget.value)}
            error={tried && name.trim() === '' ? t('createDialog.nameRequired') : undefined}
          />
          <Group gap="xs" justify="flex-end">
            <Button variant="default" size="sm" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" size="sm" loading={creating.isPending}>
              {t('common:confirm')}
            </Button>
          </Group>
        </div>
        <div role="alert" className={classes['failure']}>
          {creating.error === null ? null : <Banner kind="error">{failureText(creating.error)}</Banner>}
        </div>
      </form>
    </Modal>
  );
}

interface LibraryChoiceProps {
  readonly it: ViewSummary;
  readonly chosen: boolean;
  readonly onChoose: (id: string) => void;
}

function LibraryChoice({ it, chosen, onChoose }: LibraryChoiceProps): ReactElement {
  const { t } = useTranslation('scenes');
  const language = useLanguage();
  return (
    <ViewChoice
      value={it.id}
      chosen={chosen}
      onChoose={onChoose}
      title={localized(it.title, language)}
      description={localized(it.description, language)}
      note={t('createDialog.panels', { count: it.panelCount })}
    />
  );
}
