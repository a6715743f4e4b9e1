import { TextInput } from '@mantine/core';
import { textIn, type Language } from '@binnacle/views';
import { type ReactElement, useState } from 'react';
import type { ResolvedVariable } from './resolve.ts';
import type { Selection } from './selection.ts';

interface TextVariableProps {
  readonly resolved: ResolvedVariable;
  readonly language: Language;
  readonly onChange: (selection: Selection) => void;
}

/** Free text; it counts when the reader has finished, not with every letter. */
export function TextVariable({
  resolved: { variable, selection },
  language,
  onChange,
}: TextVariableProps): ReactElement {
  const current = selection.kind === 'text' ? selection.text : '';
  const [text, setText] = useState(current);
  const [seen, setSeen] = useState(current);
  if (seen !== current) {
    setSeen(current);
    setText(current);
  }
  const commit = (): void => {
    if (text !== current) onChange({ kind: 'text', text });
  };
  const label = variable.title === undefined ? variable.name : textIn(variable.title, language);
  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      styles={{ input: { height: 28, minHeight: 28 } }}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
      }}
    />
  );
}
