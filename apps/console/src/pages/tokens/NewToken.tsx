import type { Token } from '@binnacle/api';
import { Button, Group, Stack, Tabs } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '../../ui/Banner.tsx';
import { CopyBlock } from '../../ui/CopyBlock.tsx';
import { connectSnippets } from './connect-snippets.ts';

interface NewTokenProps {
  readonly token: Token;
  readonly secret: string;
  readonly onDone: () => void;
}

/** The secret of a token just made, and what to paste where so that it is used. */
export function NewToken({ token, secret, onDone }: NewTokenProps): ReactElement {
  const { t } = useTranslation('tokens');
  const snippets = connectSnippets(token.scopes, window.location.origin, secret);
  return (
    <Stack gap="md">
      <Banner kind="warning">{t('created.once')}</Banner>
      <CopyBlock label={t('created.secret')} text={secret} />
      {snippets.length === 0 ? null : (
        <Tabs defaultValue={snippets[0]!.id}>
          <Tabs.List>
            {snippets.map(({ id }) => (
              <Tabs.Tab key={id} value={id}>
                {t(`connect.${id}.title`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {snippets.map(({ id, text }) => (
            <Tabs.Panel key={id} value={id} pt="sm">
              <Stack gap="xs">
                <span>{t(`connect.${id}.hint`)}</span>
                <CopyBlock label={t(`connect.${id}.title`)} text={text} />
              </Stack>
            </Tabs.Panel>
          ))}
        </Tabs>
      )}
      <Group justify="flex-end">
        <Button onClick={onDone}>{t('created.done')}</Button>
      </Group>
    </Stack>
  );
}
