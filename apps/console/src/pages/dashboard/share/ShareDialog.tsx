import { textIn } from '@binnacle/views';
import { Modal, Tabs } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/useLanguage.ts';
import { MemberLink } from './MemberLink.tsx';
import { PublicLink } from './PublicLink.tsx';
import type { Sharing } from './sharing.ts';

interface ShareDialogProps {
  readonly it: Sharing;
  readonly onClose: () => void;
}

/** Ways to show a dashboard or one panel to others: members, whoever has a link, and pages of other sites. */
export function ShareDialog({ it, onClose }: ShareDialogProps): ReactElement {
  const { t } = useTranslation(['sharing', 'common']);
  const language = useLanguage();
  const title = it.panel === undefined ? it.dashboard.title : textIn(it.panel.title, language);
  return (
    <Modal
      opened
      onClose={onClose}
      size="40rem"
      title={t('dialog.title', { title })}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Tabs defaultValue="member" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="member">{t('dialog.member')}</Tabs.Tab>
          <Tabs.Tab value="link">{t('dialog.link')}</Tabs.Tab>
          <Tabs.Tab value="embed">{t('dialog.embed')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="member">
          <MemberLink it={it} />
        </Tabs.Panel>
        <Tabs.Panel value="link">
          <PublicLink it={it} use="link" />
        </Tabs.Panel>
        <Tabs.Panel value="embed">
          <PublicLink it={it} use="embed" />
        </Tabs.Panel>
      </Tabs>
    </Modal>
  );
}
