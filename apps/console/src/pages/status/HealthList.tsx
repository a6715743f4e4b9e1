import type { PartHealth } from '@binnacle/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { StateDot } from '../../ui/StateDot.tsx';
import classes from './StatusPage.module.css';

const DOTS = { ok: 'ok', degraded: 'warning', failed: 'error' } as const;

/** Each part of the server with its state, and what to do where it is not well. */
export function HealthList({ health }: { readonly health: readonly PartHealth[] }): ReactElement {
  const { t } = useTranslation(['status', 'shell']);
  return (
    <section>
      <h2 className={classes['title']}>{t('health')}</h2>
      <ul className={classes['parts']}>
        {health.map(({ part, state, message }) => (
          <li key={part} className={classes['part']}>
            <span className={classes['name']}>{t(`part.${part}`)}</span>
            <span className={classes['state']}>
              <StateDot state={DOTS[state]} />
              {t(`shell:health.${state}`)}
            </span>
            <span className={classes['message']}>{message}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
