import { Button, Group, JsonInput, Modal, Stack } from '@mantine/core';
import { validateDashboard, type DashboardProblem } from '@binnacle/views';
import { IconDownload } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '../../../ui/Banner.tsx';
import { download, fileName } from '../download.ts';
import type { Draft } from './useDraft.ts';

interface JsonDialogProps {
  readonly draft: Draft;
  readonly name: string;
  readonly onClose: () => void;
}

/** The whole dashboard as JSON: to look at, to take away, and to change by hand. Nothing that is not valid is taken. */
export function JsonDialog({ draft, name, onClose }: JsonDialogProps): ReactElement {
  const { t } = useTranslation(['edit', 'common']);
  const [text, setText] = useState(() => JSON.stringify(draft.definition, null, 2));
  const [problems, setProblems] = useState<readonly DashboardProblem[]>([]);
  const take = (): void => {
    const outcome = read(text);
    if (outcome.ok) {
      draft.apply(() => outcome.definition);
      onClose();
    } else setProblems(outcome.problems);
  };
  return (
    <Modal opened onClose={onClose} title="JSON" size="60rem" closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="sm">
        <JsonInput
          aria-label={t('json.label')}
          autosize
          minRows={16}
          maxRows={28}
          value={text}
          onChange={(value) => {
            setText(value);
            setProblems([]);
          }}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
        <div role="alert">
          {problems.length === 0 ? null : (
            <Banner kind="error">
              {t('json.invalid')}
              <ul>
                {problems.slice(0, 12).map(({ path, message }) => (
                  <li key={`${path} ${message}`}>
                    <code>{path}</code> {message}
                  </li>
                ))}
              </ul>
            </Banner>
          )}
        </div>
        <Group justify="flex-end" gap="xs">
          <Button
            variant="default"
            mr="auto"
            leftSection={<IconDownload size={15} />}
            onClick={() => download(fileName(name, 'json'), new Blob([text], { type: 'application/json' }))}
          >
            {t('json.download')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button onClick={take}>{t('apply')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function read(text: string): ReturnType<typeof validateDashboard> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, problems: [{ path: '', message: error instanceof Error ? error.message : String(error) }] };
  }
  return validateDashboard(value);
}
