import type { ReactElement } from 'react';
import classes from './ViewChoice.module.css';

interface ViewChoiceProps {
  readonly value: string;
  readonly chosen: boolean;
  readonly onChoose: (value: string) => void;
  readonly title: string;
  readonly description: string;
  readonly note?: string;
}

/** One choice of the library. A radio button underneath: arrow keys move, screen readers count. */
export function ViewChoice({ value, chosen, onChoose, title, description, note }: ViewChoiceProps): ReactElement {
  return (
    <label className={classes['choice']} data-chosen={chosen || undefined}>
      <input
        type="radio"
        name="view"
        className={classes['radio']}
        value={value}
        checked={chosen}
        onChange={() => onChoose(value)}
      />
      <span className={classes['text']}>
        <span className={classes['head']}>
          <span className={classes['title']}>{title}</span>
          {note === undefined ? null : <span className={classes['note']}>{note}</span>}
        </span>
        {description === '' ? null : <span className={classes['description']}>{description}</span>}
      </span>
    </label>
  );
}
