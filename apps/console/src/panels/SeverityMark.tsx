import type { Severity } from '@binnacle/views';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './SeverityMark.module.css';

const SHAPES: Readonly<Record<Exclude<Severity, 'unknown'>, string>> = {
  ok: 'M2.5 6.4 5 8.9 9.5 3.4',
  warn: 'M6 2.4v4.2M6 9.1v.6',
  crit: 'M3.2 3.2l5.6 5.6M8.8 3.2 3.2 8.8',
};

/** A state as colour and shape, with its word for those who hear the page. Nothing for what cannot be judged. */
export function SeverityMark({
  severity,
  size = 14,
}: {
  readonly severity: Severity;
  readonly size?: number;
}): ReactElement | null {
  const { t } = useTranslation('dashboard');
  if (severity === 'unknown') return null;
  return (
    <svg
      className={classes['mark']}
      data-severity={severity}
      width={size}
      height={size}
      viewBox="0 0 12 12"
      // The mark is drawn here, not loaded: an img element would need a file for each state and scheme.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="img"
      aria-label={t(`severity.${severity}`)}
    >
      <circle cx="6" cy="6" r="6" />
      <path d={SHAPES[severity]} fill="none" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
