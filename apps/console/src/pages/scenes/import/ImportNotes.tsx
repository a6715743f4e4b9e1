import type { ImportNote } from '@binnacle/views';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './ImportDialog.module.css';
import { notesByKind } from './notes-by-kind.ts';

/** What is not carried over as it was. Of many notes of one kind the first few stand open: a large dashboard has hundreds. */
export function ImportNotes({ notes }: { readonly notes: readonly ImportNote[] }): ReactElement {
  const { t } = useTranslation('edit');
  return (
    // What scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <ul className={classes['notes']} tabIndex={0}>
      {notesByKind(notes).map(({ code, first, rest }) => (
        <li key={code} className={classes['kind']}>
          <ul className={classes['ofKind']}>
            {first.map((note) => (
              <NoteLine key={`${note.where} ${note.detail}`} note={note} />
            ))}
          </ul>
          {rest.length === 0 ? null : (
            <details>
              <summary>{t('import.more', { count: rest.length })}</summary>
              <ul className={classes['ofKind']}>
                {rest.map((note) => (
                  <NoteLine key={`${note.where} ${note.detail}`} note={note} />
                ))}
              </ul>
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}

function NoteLine({ note: { code, where, detail } }: { readonly note: ImportNote }): ReactElement {
  const { t } = useTranslation('edit');
  return (
    <li>
      {where === '' ? null : <strong>{where}: </strong>}
      {t(`import.note.${code}`, { detail })}
    </li>
  );
}
