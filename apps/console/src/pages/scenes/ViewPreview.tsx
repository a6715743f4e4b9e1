import type { ViewSummary } from '@binnacle/api';
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { localized } from '../../i18n/localized.ts';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { viewQuery } from '../../request/queries.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { Banner } from '../../ui/Banner.tsx';
import classes from './ViewPreview.module.css';
import { ViewThumbnail } from './ViewThumbnail.tsx';

/** What the chosen view looks like and asks for; a blank dashboard shows an empty page. */
export function ViewPreview({ view }: { readonly view: ViewSummary | undefined }): ReactElement {
  const { t } = useTranslation('scenes');
  const language = useLanguage();
  if (view === undefined) {
    return (
      <section className={classes['preview']} aria-label={t('createDialog.blank')}>
        <div className={classes['blank']}>{t('createDialog.blankDescription')}</div>
      </section>
    );
  }
  const title = localized(view.title, language);
  const description = localized(view.description, language);
  return (
    <section className={classes['preview']} aria-label={t('createDialog.preview', { title })}>
      <Thumbnail key={view.id} id={view.id} />
      <div className={classes['text']}>
        {description === '' ? null : <p>{description}</p>}
        <Variables id={view.id} />
        <p className={classes['hint']}>{t('createDialog.copyHint')}</p>
      </div>
    </section>
  );
}

function Thumbnail({ id }: { readonly id: string }): ReactElement {
  const { data, error } = useQuery(viewQuery(id));
  const failureText = useFailureText();
  if (data !== undefined) {
    return (
      <div className={classes['frame']}>
        <ViewThumbnail definition={data.definition} />
      </div>
    );
  }
  return error === null ? (
    <Skeleton className={classes['frame']} />
  ) : (
    <Banner kind="error">{failureText(error)}</Banner>
  );
}

function Variables({ id }: { readonly id: string }): ReactElement | null {
  const { t } = useTranslation('scenes');
  const language = useLanguage();
  const { data } = useQuery(viewQuery(id));
  if (data === undefined || data.definition.variables.every((it) => it.hidden)) return null;
  const shown = data.definition.variables.filter((it) => !it.hidden);
  const titles = shown.map((it) => localized(it.title ?? it.name, language));
  const names = new Intl.ListFormat(language, { type: 'conjunction' }).format(titles);
  return <p>{t('createDialog.variables', { names })}</p>;
}
