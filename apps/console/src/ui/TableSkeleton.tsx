import { Skeleton } from '@mantine/core';
import type { ReactElement } from 'react';

/** The place of a table that is on its way. */
export function TableSkeleton({ rows, label }: { readonly rows: number; readonly label: string }): ReactElement {
  return (
    <output aria-label={label} style={{ display: 'block' }}>
      {Array.from({ length: rows }, (_, i) => (
        <Skeleton key={i} height={36} mb={4} radius="sm" />
      ))}
    </output>
  );
}
