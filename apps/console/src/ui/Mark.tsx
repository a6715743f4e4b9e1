import type { ReactElement } from 'react';

/** The mark of the product: a compass needle in its brass case. Decorative; the name stands beside it. */
export function Mark({ size }: { readonly size: number }): ReactElement {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" fill="#14333f" />
      <circle cx="16" cy="16" r="10.25" fill="none" stroke="#d8a747" strokeWidth="1.75" />
      <path d="M16 7.5 18.6 16 16 24.5 13.4 16Z" fill="#f4efe2" />
      <path d="M16 7.5 18.6 16H13.4Z" fill="#d8a747" />
    </svg>
  );
}
