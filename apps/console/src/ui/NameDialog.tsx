import { Modal, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { DialogForm } from './DialogForm.tsx';

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
  const submit = (): void => {
    setTried(true);
    if (!missing) onSave(name.trim());
  };
  return (
    <Modal opened onClose={onClose} title={title} size="sm" closeButtonProps={{ 'aria-label': words.close }}>
      <DialogForm
        submit={save}
        cancel={words.cancel}
        pending={pending}
        failure={failure}
        onCancel={onClose}
        onSubmit={submit}
      >
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
      </DialogForm>
    </Modal>
  );
}
