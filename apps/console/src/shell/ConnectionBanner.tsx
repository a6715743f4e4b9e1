import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { RequestFailure } from '../request/failure.ts';
import { statusQuery } from '../request/queries.ts';
import { Banner } from '../ui/Banner.tsx';
import classes from './ConnectionBanner.module.css';

/** While the server does not answer: that what is on screen may be old. The status query asks again by itself. */
export function ConnectionBanner(): ReactElement {
  const { t } = useTranslation('shell');
  const { error } = useQuery(statusQuery);
  const lost = error instanceof RequestFailure && error.code === 'unreachable';
  return (
    <div role="alert" className={classes['place']}>
      {lost ? <Banner kind="error">{t('connectionLost')}</Banner> : null}
    </div>
  );
}
