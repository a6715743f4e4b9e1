import { Button, Group, Stack } from '@mantine/core';
import type { FormEvent, ReactElement, ReactNode } from 'react';
import { Banner } from './Banner.tsx';

interface DialogFormProps {
  /** The verb on the button. */
  readonly submit: string;
  readonly cancel: string;
  readonly pending: boolean;
  readonly failure: string | undefined;
  readonly onCancel: () => void;
  readonly onSubmit: () => void;
  /** Its fields. What they lack is said by them, not by the browser. */
  readonly children: ReactNode;
}

/** The form of a dialog: fields, what went wrong, Cancel and the button that does it. Enter submits. */
export function DialogForm(props: DialogFormProps): ReactElement {
  const { submit, cancel, pending, failure, onCancel, onSubmit, children } = props;
  const onEvent = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form onSubmit={onEvent} noValidate>
      <Stack gap="md">
        {children}
        <div role="alert">{failure === undefined ? null : <Banner kind="error">{failure}</Banner>}</div>
      </Stack>
      <Group justify="flex-end" gap="xs" mt="sm">
        <Button variant="default" onClick={onCancel}>
          {cancel}
        </Button>
        <Button type="submit" loading={pending}>
          {submit}
        </Button>
      </Group>
    </form>
  );
}
