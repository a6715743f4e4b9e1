import { Button } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import classes from './Notice.module.css';

interface NoticeProps {
  readonly title: string;
  readonly children?: ReactNode;
  /** Drawn above the title. */
  readonly icon?: ReactNode;
  readonly action?: ReactNode;
  /** 1 where the notice is the whole page. */
  readonly level?: 1 | 2;
  /** `alert` is read out at once, `status` when the reader pauses. */
  readonly role?: 'alert' | 'status';
}

/** A block in place of content: nothing there yet, or it could not be had. Says what to do next. */
export function Notice({ title, children, icon, action, level = 2, role = 'status' }: NoticeProps): ReactElement {
  const Heading = `h${level}` as const;
  return (
    <div className={classes['notice']} role={role}>
      {icon === undefined ? null : <div className={classes['icon']}>{icon}</div>}
      <Heading className={classes['title']}>{title}</Heading>
      {children === undefined ? null : <div className={classes['text']}>{children}</div>}
      {action === undefined ? null : <div className={classes['action']}>{action}</div>}
    </div>
  );
}

interface FailureNoticeProps {
  readonly title: string;
  readonly message: string;
  readonly retryLabel: string;
  readonly onRetry: () => void;
}

/** What could not be loaded, why, and a button to try again. */
export function FailureNotice({ title, message, retryLabel, onRetry }: FailureNoticeProps): ReactElement {
  return (
    <Notice title={title} role="alert" action={<Button onClick={onRetry}>{retryLabel}</Button>}>
      {message}
    </Notice>
  );
}
