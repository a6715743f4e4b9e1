import type { ReactElement } from 'react';
import classes from './LinkTabs.module.css';

/** What a link that is a tab has to take. */
export interface TabLinkProps {
  readonly className: string | undefined;
  readonly 'aria-current': 'page' | undefined;
}

interface LinkTabsProps<Id extends string> {
  readonly label: string;
  readonly ids: readonly Id[];
  readonly current: Id;
  /** The link to a part: pages know their routes. */
  readonly renderLink: (id: Id, props: TabLinkProps) => ReactElement;
}

/** Links to the parts of a page, drawn as tabs. */
export function LinkTabs<Id extends string>({ label, ids, current, renderLink }: LinkTabsProps<Id>): ReactElement {
  return (
    <nav aria-label={label}>
      <ul className={classes['tabs']}>
        {ids.map((id) => (
          <li key={id}>
            {renderLink(id, { className: classes['tab'], 'aria-current': id === current ? 'page' : undefined })}
          </li>
        ))}
      </ul>
    </nav>
  );
}
