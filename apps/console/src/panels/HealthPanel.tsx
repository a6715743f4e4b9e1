import { textIn, worstSeverity, type Language, type Panel, type Severity } from '@binnacle/views';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './HealthPanel.module.css';
import { SeverityMark } from './SeverityMark.tsx';

interface HealthPanelProps {
  /** The panels it sums up, with how each is judged; undefined while its answer is on the way. */
  readonly parts: readonly { readonly panel: Panel; readonly severity: Severity | undefined }[];
  readonly language: Language;
}

/** The worst state of several panels, and which ones it comes from. */
export function HealthPanel({ parts, language }: HealthPanelProps): ReactElement {
  const { t } = useTranslation('dashboard');
  const worst = worstSeverity(parts.map(({ severity }) => severity ?? 'unknown'));
  const guilty = worst === 'warn' || worst === 'crit' ? parts.filter(({ severity }) => severity === worst) : [];
  const judged = parts.filter(({ severity }) => severity !== undefined && severity !== 'unknown').length;
  return (
    <div className={classes['health']} data-severity={worst}>
      <div className={classes['value']}>
        <SeverityMark severity={worst} size={18} />
        <span>{t(`health.${worst}`)}</span>
      </div>
      <div className={classes['detail']}>
        {guilty.length === 0
          ? t('health.checked', { count: judged })
          : guilty.map(({ panel }) => textIn(panel.title, language)).join(', ')}
      </div>
    </div>
  );
}
