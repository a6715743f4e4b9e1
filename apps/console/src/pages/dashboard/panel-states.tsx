import { Button, Tooltip } from '@mantine/core';
import type { PanelKind } from '@binnacle/views';
import { IconAlertCircle, IconDatabaseOff, IconRefresh } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './panel-states.module.css';

/** Room is kept as the panel will need it: nothing moves when the data comes. */
export function LoadingState({ kind }: { readonly kind: PanelKind }): ReactElement {
  const { t } = useTranslation('dashboard');
  return (
    <output className={classes['loading']} data-kind={kind}>
      <span className={classes['hidden']}>{t('state.loading')}</span>
    </output>
  );
}

export function EmptyState({ text }: { readonly text: string | undefined }): ReactElement {
  const { t } = useTranslation('dashboard');
  return (
    <output className={classes['box']}>
      <span className={classes['state']}>{text ?? t('state.empty')}</span>
    </output>
  );
}

/** Quiet: nothing is wrong, the metrics are just not collected. */
export function MissingState({ metrics }: { readonly metrics: readonly string[] }): ReactElement {
  const { t } = useTranslation('dashboard');
  const names = t('state.missingMetrics', { metrics: metrics.join(', ') });
  return (
    <output className={classes['box']}>
      <span className={classes['state']}>
        <Tooltip label={names} multiline maw={420}>
          <span>
            <IconDatabaseOff size={16} aria-hidden="true" /> {t('state.missing')}
          </span>
        </Tooltip>
        <span className={classes['detail']}>{names}</span>
      </span>
    </output>
  );
}

export function FailedState({
  message,
  onRetry,
}: {
  readonly message: string;
  readonly onRetry: () => void;
}): ReactElement {
  const { t } = useTranslation('dashboard');
  return (
    <div className={classes['box']}>
      <div className={classes['state']} role="alert" title={message}>
        <span className={classes['failed']}>
          <IconAlertCircle size={16} aria-hidden="true" /> {t('state.failed')}
        </span>
        <span className={classes['detail']}>{message}</span>
        <Button variant="default" size="compact-xs" leftSection={<IconRefresh size={13} />} onClick={onRetry}>
          {t('state.retry')}
        </Button>
      </div>
    </div>
  );
}

interface StaleStateProps {
  readonly message: string;
  readonly onRetry: () => void;
  readonly children: ReactNode;
}

/** What was there before a refresh that failed, and that it is old. */
export function StaleState({ message, onRetry, children }: StaleStateProps): ReactElement {
  const { t } = useTranslation('dashboard');
  return (
    <div className={classes['stale']}>
      <div className={classes['old']}>{children}</div>
      <div className={classes['strip']} role="alert" title={message}>
        <IconAlertCircle size={13} aria-hidden="true" />
        <span>{t('state.stale')}</span>
        <button type="button" onClick={onRetry}>
          {t('state.retry')}
        </button>
      </div>
    </div>
  );
}
