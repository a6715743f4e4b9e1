import { Textarea } from '@mantine/core';
import { lazy, type ComponentProps, type ReactElement, Suspense } from 'react';
import type { PromqlEditor } from './PromqlEditor.tsx';

const Loaded = lazy(() => import('./PromqlEditor.tsx').then((module) => ({ default: module.PromqlEditor })));

/** The editor in a chunk of its own; a plain field takes the text until it is there. */
export function LazyPromqlEditor(props: ComponentProps<typeof PromqlEditor>): ReactElement {
  const { label, value, onChange } = props;
  return (
    <Suspense
      fallback={
        <Textarea aria-label={label} autosize value={value} onChange={(event) => onChange(event.currentTarget.value)} />
      }
    >
      <Loaded {...props} />
    </Suspense>
  );
}
