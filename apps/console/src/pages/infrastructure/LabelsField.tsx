import { parseSelector } from '@binnacle/objects';
import { TextInput } from '@mantine/core';
import { IconTag } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface LabelsFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A label selector as kubectl's `-l`. What is not finished yet is not applied, and says what is missing. */
export function LabelsField({ value, onChange }: LabelsFieldProps): ReactElement {
  const { t } = useTranslation('infrastructure');
  const [draft, setDraft] = useState(value);
  const [applied, setApplied] = useState(value);
  // The address has changed under the field: back and forward, or "clear".
  if (applied !== value) {
    setApplied(value);
    setDraft(value);
  }
  const parsed = parseSelector(draft);
  const type = (text: string): void => {
    setDraft(text);
    if (!parseSelector(text).ok) return;
    setApplied(text.trim());
    onChange(text.trim());
  };
  return (
    <TextInput
      aria-label={t('labels')}
      placeholder={t('labelsExample')}
      leftSection={<IconTag size={15} aria-hidden="true" />}
      value={draft}
      error={!parsed.ok}
      title={parsed.ok ? undefined : parsed.message}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}
