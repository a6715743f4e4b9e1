import { Select } from '@mantine/core';
import type { PanelQuery } from '@binnacle/views';
import type { ReactElement } from 'react';

interface RefSelectProps {
  readonly label: string;
  readonly hint: string;
  readonly queries: readonly PanelQuery[];
  readonly value: string | undefined;
  readonly onChange: (ref: string | undefined) => void;
}

/** One of the queries of a panel, or none. */
export function RefSelect({ label, hint, queries, value, onChange }: RefSelectProps): ReactElement {
  return (
    <Select
      label={label}
      description={hint}
      clearable
      value={value ?? null}
      data={queries.map(({ ref }) => ref)}
      onChange={(ref) => onChange(ref ?? undefined)}
    />
  );
}
