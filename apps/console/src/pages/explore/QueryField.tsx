import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LazyPromqlEditor } from '../../query-editor/LazyPromqlEditor.tsx';
import classes from './ExplorePage.module.css';

interface QueryFieldProps {
  /** The query that is shown below. */
  readonly query: string;
  readonly onRun: (query: string) => void;
}

/** The PromQL itself; it runs when one says so, so that half a query is no error. */
export function QueryField({ query, onRun }: QueryFieldProps): ReactElement {
  const { t } = useTranslation('explore');
  const [draft, setDraft] = useState(query);
  const [last, setLast] = useState(query);
  if (last !== query) {
    setLast(query);
    setDraft(query);
  }
  const run = (): void => onRun(draft.trim());
  return (
    <div className={classes['field']}>
      <div className={classes['editor']}>
        <LazyPromqlEditor
          load="on-use"
          label={t('query')}
          hint={t('queryHint')}
          value={draft}
          onChange={setDraft}
          onRun={run}
        />
      </div>
      <Button leftSection={<IconPlayerPlay size={15} aria-hidden="true" />} onClick={run} title={t('runHint')}>
        {t('run')}
      </Button>
    </div>
  );
}
