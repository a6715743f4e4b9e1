import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { translator } from '../i18n/start.ts';

interface Undo {
  readonly label: string;
  readonly onUndo: () => void;
}

/** How long a message with a way back stays: enough to read it, see what happened, and move the hand. */
const UNDO_MS = 10_000;

/** Says at the edge of the page that something was done, with a way back where there is one. */
export function tell(message: string, undo?: Undo): void {
  if (undo === undefined) {
    notifications.show({ message, autoClose: 4_000, closeButtonProps: closeButton() });
    return;
  }
  const id = notifications.show({
    autoClose: UNDO_MS,
    closeButtonProps: closeButton(),
    message: (
      <span style={{ display: 'flex', alignItems: 'center', gap: '0.75rem' }}>
        <span style={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>{message}</span>
        <Button
          variant="default"
          onClick={() => {
            notifications.hide(id);
            undo.onUndo();
          }}
        >
          {undo.label}
        </Button>
      </span>
    ),
  });
}

/** Says that something asked for was not done, and why. */
export function tellFailure(title: string, message: string): void {
  notifications.show({ title, message, color: 'red', autoClose: 10_000, closeButtonProps: closeButton() });
}

const closeButton = (): { readonly 'aria-label': string } => ({ 'aria-label': translator.t('close') });
