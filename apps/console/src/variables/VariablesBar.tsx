import type { Language } from '@binnacle/views';
import type { ReactElement } from 'react';
import { ChoicePicker } from './ChoicePicker.tsx';
import type { ResolvedVariable } from './resolve.ts';
import type { Selection } from './selection.ts';
import { TextVariable } from './TextVariable.tsx';
import classes from './VariablesBar.module.css';

interface VariablesBarProps {
  readonly variables: readonly ResolvedVariable[];
  readonly language: Language;
  readonly onChange: (name: string, selection: Selection) => void;
}

/** One control for each variable that is not hidden. */
export function VariablesBar({ variables, language, onChange }: VariablesBarProps): ReactElement | null {
  const shown = variables.filter(({ variable }) => !variable.hidden);
  if (shown.length === 0) return null;
  return (
    <div className={classes['bar']}>
      {shown.map((one) =>
        one.variable.kind === 'text' ? (
          <TextVariable
            key={one.variable.name}
            resolved={one}
            language={language}
            onChange={(selection) => onChange(one.variable.name, selection)}
          />
        ) : (
          <ChoicePicker
            key={one.variable.name}
            resolved={one}
            language={language}
            onChange={(selection) => onChange(one.variable.name, selection)}
          />
        ),
      )}
    </div>
  );
}
