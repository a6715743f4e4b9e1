import { Button, Group, Modal } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { Banner } from './Banner.tsx';

interface ConfirmDialogProps {
  readonly title: string;
  /** The verb on the button: "Delete", never "OK". */
  readonly confirm: string;
  readonly words: { readonly cancel: string; readonly close: string };
  readonly pending: boolean;
  readonly failure: string | undefined;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
  readonly children: ReactNode;
}

/** Asks before something is taken away. The focus begins on Cancel. */
export function ConfirmDialog(props: ConfirmDialogProps): ReactElement {
  const { title, confirm, words, pending, failure, onClose, onConfirm, children } = props;
  return (
    <Modal opened onClose={onClose} title={title} size="sm" closeButtonProps={{ 'aria-label': words.close }}>
      <p style={{ margin: 0, overflowWrap: 'anywhere' }}>{children}</p>
      <div role="alert">{failure === undefined ? null : <Banner kind="error">{failure}</Banner>}</div>
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {words.cancel}
        </Button>
        <Button color="red.8" onClick={onConfirm} loading={pending}>
          {confirm}
        </Button>
      </Group>
    </Modal>
  );
}
