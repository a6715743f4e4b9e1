import type { Route } from '@binnacle/objects';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './RoutesList.module.css';

/** The routes of a virtual service: what each matches, and how it shares requests out. */
export function RoutesList({ routes }: { readonly routes: readonly Route[] }): ReactElement {
  const { t } = useTranslation('objects');
  return (
    <ol className={classes['routes']}>
      {routes.map((route, i) => (
        // Routes have no identity of their own; their order is what they mean.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={i} className={classes['route']}>
          <div className={classes['match']}>
            <b>{route.name || route.protocol}</b> {route.match === '' ? t('everything') : route.match}
            {route.extras.map((extra) => (
              <span key={extra} className={classes['extra']}>
                {extra}
              </span>
            ))}
          </div>
          {route.destinations.map((to) => (
            <div key={`${to.host} ${to.subset} ${to.port ?? ''}`} className={classes['destination']}>
              <span className={classes['weight']}>{`${Math.round(to.weight * 10) / 10} %`}</span>
              <span className={classes['bar']} aria-hidden="true">
                <span style={{ width: `${to.weight}%` }} />
              </span>
              <span>
                {to.host}
                {to.subset === '' ? '' : ` · ${to.subset}`}
                {to.port === undefined ? '' : ` :${to.port}`}
              </span>
            </div>
          ))}
        </li>
      ))}
    </ol>
  );
}
