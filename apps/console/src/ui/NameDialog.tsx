import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Banner } from './Banner.tsx';

interface NameDialogProps {
  readonly title: string;
  readonly label: string;
  readonly save: string;
  readonly words: { readonly cancel: string; readonly close: string; readonly required: string };
  readonly initial: string;
  readonly pending: boolean;
  readonly failure: string | undefined;
  readonly onClose: () => void;
  readonly onSave: (name: string) => void;
}

/** Asks for one name. Enter saves. */
export function NameDialog(props: NameDialogProps): ReactElement {
  const { title, label, save, words, initial, pending, failure, onClose, onSave } = props;
  const [name, setName] = useState(initial);
  const [tried, setTried] = useState(false);
  const missing = name.trim() === '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!missing) onSave(name.trim());
  };
  return (
    <Modal opened onClose={onClose} title={title} size="sm" closeButtonProps={{ 'aria-label': words.close }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <TextInput
            size="sm"
            label={label}
            maxLength={200}
            data-autofocus
            required
            withAsterisk={false}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            onFocus={(event) => event.currentTarget.select()}
            error={tried && missing ? words.required : undefined}
          />
          <div role="alert">{failure === undefined ? null : <Banner kind="error">{failure}</Banner>}</div>
        </Stack>
        <Group justify="flex-end" gap="xs" mt="sm">
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={pending}>
            {save}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
