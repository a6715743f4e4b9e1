import { Button, Group, Modal, Select, Stack, TagsInput, Textarea, TextInput } from '@mantine/core';
import { REFRESH_INTERVALS, textIn } from '@binnacle/views';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/useLanguage.ts';
import { withText } from './localized.ts';
import type { Draft } from './useDraft.ts';

const RANGES = ['5m', '15m', '30m', '1h', '3h', '6h', '12h', '24h', '2d', '7d', '30d'] as const;

interface SettingsDialogProps {
  readonly draft: Draft;
  readonly onClose: () => void;
}

/** Title, description, tags, and what the dashboard begins with. */
export function SettingsDialog({ draft, onClose }: SettingsDialogProps): ReactElement {
  const { t } = useTranslation(['edit', 'common']);
  const language = useLanguage();
  const { definition } = draft;
  const [title, setTitle] = useState(textIn(definition.title, language));
  const [description, setDescription] = useState(textIn(definition.description ?? '', language));
  const [tags, setTags] = useState<readonly string[]>(definition.tags);
  const [range, setRange] = useState(definition.time.range);
  const [refresh, setRefresh] = useState(definition.time.refresh);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (title.trim() === '') return;
    draft.apply(({ description: before, ...it }) => ({
      ...it,
      title: withText(it.title, language, title.trim()),
      ...(description.trim() === '' ? {} : { description: withText(before, language, description.trim()) }),
      tags: [...tags],
      time: { range, refresh },
    }));
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('bar.settings')}
      size="md"
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <TextInput
            label={t('settings.title')}
            maxLength={200}
            data-autofocus
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
            error={title.trim() === '' ? t('settings.titleRequired') : undefined}
          />
          <Textarea
            label={t('settings.description')}
            autosize
            minRows={2}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <TagsInput
            label={t('settings.tags')}
            description={t('settings.tagsHint')}
            maxTags={50}
            value={[...tags]}
            onChange={setTags}
          />
          <Group grow>
            <Select
              label={t('settings.range')}
              allowDeselect={false}
              value={range}
              data={[...new Set([...RANGES, range])]}
              onChange={(value) => setRange(value ?? '1h')}
            />
            <Select
              label={t('settings.refresh')}
              allowDeselect={false}
              value={refresh}
              data={REFRESH_INTERVALS.map((value) => ({ value, label: value === 'off' ? t('settings.off') : value }))}
              onChange={(value) => setRefresh(REFRESH_INTERVALS.find((it) => it === value) ?? 'off')}
            />
          </Group>
        </Stack>
        <Group justify="flex-end" gap="xs" mt="md">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit">{t('apply')}</Button>
        </Group>
      </form>
    </Modal>
  );
}
