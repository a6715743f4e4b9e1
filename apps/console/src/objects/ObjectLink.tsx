import type { ObjectSummary } from '@binnacle/api';
import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import classes from './ObjectLink.module.css';

interface ObjectLinkProps {
  readonly it: Pick<ObjectSummary, 'uid' | 'cluster'>;
  readonly children: ReactNode;
}

/** Leads to the page of an object. */
export function ObjectLink({ it, children }: ObjectLinkProps): ReactElement {
  return (
    <Anchor
      inherit
      className={classes['link'] ?? ''}
      renderRoot={(props) => (
        <Link {...props} to="/objects/$uid" params={{ uid: it.uid }} search={{ cluster: it.cluster }} />
      )}
    >
      {children}
    </Anchor>
  );
}
