import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { ReactElement } from 'react';

interface SearchFieldProps {
  readonly label: string;
  readonly clearLabel: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** The focus of a dialog begins here. */
  readonly firstInDialog?: boolean;
}

/** Narrows a list while one types. Escape empties it. */
export function SearchField({ label, clearLabel, value, onChange, firstInDialog }: SearchFieldProps): ReactElement {
  const clear = (): void => onChange('');
  return (
    <TextInput
      type="search"
      aria-label={label}
      data-autofocus={firstInDialog}
      aria-keyshortcuts="/"
      placeholder={label}
      leftSection={<IconSearch size={15} aria-hidden="true" />}
      rightSection={value === '' ? null : <CloseButton size="sm" aria-label={clearLabel} onClick={clear} />}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || value === '') return;
        // In a dialog the first Escape empties the field and the second closes the dialog.
        event.stopPropagation();
        clear();
      }}
    />
  );
}
