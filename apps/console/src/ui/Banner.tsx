import { IconAlertTriangle, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import classes from './Banner.module.css';

const ICONS = { error: IconCircleX, warning: IconAlertTriangle, info: IconInfoCircle } as const;

interface BannerProps {
  readonly kind: keyof typeof ICONS;
  readonly children: ReactNode;
}

/** A line or two inside a form or above a list: what went wrong, or what one should know. */
export function Banner({ kind, children }: BannerProps): ReactElement {
  const KindIcon = ICONS[kind];
  return (
    <div className={classes['banner']} data-kind={kind}>
      <KindIcon size={16} className={classes['icon']} aria-hidden="true" />
      <div className={classes['text']}>{children}</div>
    </div>
  );
}
