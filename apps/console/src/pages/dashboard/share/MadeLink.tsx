import type { ResponseOf, routes, ShareUse } from '@binnacle/api';
import { Anchor, Stack } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/useLanguage.ts';
import { Banner } from '../../../ui/Banner.tsx';
import { CopyBlock } from '../../../ui/CopyBlock.tsx';
import { fullTime } from '../../../ui/relative-time.ts';
import { iframeCode } from './iframe-code.ts';

interface MadeLinkProps {
  readonly made: ResponseOf<typeof routes.createShare>;
  readonly use: ShareUse;
}

/** A link just made: the only time that anybody can see it. */
export function MadeLink({ made, use }: MadeLinkProps): ReactElement {
  const { t } = useTranslation('sharing');
  const language = useLanguage();
  const { share, path } = made;
  const href = window.location.origin + path;
  const title = share.panel === null ? share.dashboard.title : share.panel.title;
  return (
    <Stack gap="md">
      <Banner kind="warning">{t('made.once', { time: fullTime(share.expiresAtMs, language) })}</Banner>
      {use === 'embed' ? (
        <CopyBlock label={t('made.code')} text={iframeCode(href, title, share.panel === null)} />
      ) : (
        <CopyBlock label={t('made.link')} text={href} />
      )}
      <p style={{ margin: 0 }}>
        {t('made.revoke')}{' '}
        <Anchor component={Link} to="/sharing" inherit>
          {t('made.toList')}
        </Anchor>
      </p>
    </Stack>
  );
}
