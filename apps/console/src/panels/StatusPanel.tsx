import type { Language, StatusPanel as StatusDefinition } from '@binnacle/views';
import { type ReactElement, useMemo } from 'react';
import { valueText } from '../format/value.ts';
import { namedValues } from './named-values.ts';
import type { PanelData } from './panel-data.ts';
import { SeverityMark } from './SeverityMark.tsx';
import classes from './StatusPanel.module.css';

interface StatusPanelProps {
  readonly panel: StatusDefinition;
  readonly data: PanelData;
  readonly language: Language;
}

/** One cell for each series, coloured by its state. */
export function StatusPanel({ panel, data, language }: StatusPanelProps): ReactElement {
  const values = useMemo(() => namedValues(panel, data, language), [panel, data, language]);
  return (
    // What scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <ul className={classes['grid']} tabIndex={0}>
      {values.map(({ name, value, text, severity }) => (
        <li key={name} data-severity={severity}>
          <SeverityMark severity={severity} size={12} />
          <span className={classes['name']} title={name}>
            {name}
          </span>
          <span className={classes['value']}>{text ?? valueText(value, panel.unit, language, panel.decimals)}</span>
        </li>
      ))}
    </ul>
  );
}
