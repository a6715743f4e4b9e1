import type { BarPanel as BarDefinition, Language } from '@binnacle/views';
import { type ReactElement, useMemo } from 'react';
import { valueText } from '../format/value.ts';
import classes from './BarPanel.module.css';
import { namedValues } from './named-values.ts';
import type { PanelData } from './panel-data.ts';

interface BarPanelProps {
  readonly panel: BarDefinition;
  readonly data: PanelData;
  readonly language: Language;
}

/** Ranked bars, each with its number. */
export function BarPanel({ panel, data, language }: BarPanelProps): ReactElement {
  const values = useMemo(() => namedValues(panel, data, language), [panel, data, language]);
  // A share has a whole to be seen against; other bars are seen against the longest.
  const whole = panel.unit === 'ratio' ? 1 : panel.unit === 'percent' ? 100 : 0;
  const largest = values.reduce((most, { value }) => Math.max(most, Math.abs(value)), whole);
  return (
    // What scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <ol className={classes['bars']} tabIndex={0}>
      {values.map(({ name, value, text, severity }) => (
        <li key={name} data-severity={severity}>
          <span className={classes['name']} title={name}>
            {name}
          </span>
          <span className={classes['value']}>{text ?? valueText(value, panel.unit, language, panel.decimals)}</span>
          <span className={classes['track']} aria-hidden="true">
            <span
              className={classes['fill']}
              style={{ width: `${largest === 0 ? 0 : (Math.abs(value) / largest) * 100}%` }}
            />
          </span>
        </li>
      ))}
    </ol>
  );
}
