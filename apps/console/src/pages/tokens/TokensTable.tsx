import type { Token } from '@binnacle/api';
import { Badge, Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { DataTable, type Column } from '../../ui/DataTable.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { useNow } from '../../ui/useNow.ts';
import classes from './TokensTable.module.css';
import { scopeKey } from './scope-key.ts';

interface TokensTableProps {
  readonly tokens: readonly Token[];
  readonly onRotate: (token: Token) => void;
  readonly onRevoke: (token: Token) => void;
}

type ColumnId = 'name' | 'kind' | 'created' | 'used' | 'expires' | 'actions';

/** Name and first characters of each token, what it may do, who made it, and whether it is in use. */
export function TokensTable({ tokens, onRotate, onRevoke }: TokensTableProps): ReactElement {
  const { t } = useTranslation(['tokens', 'common']);
  const language = useLanguage();
  const nowMs = useNow(10_000);
  const columns: readonly Column<ColumnId>[] = [
    { id: 'name', title: t('columns.name'), narrow: 'title' },
    { id: 'kind', title: t('columns.kind'), width: '13rem' },
    { id: 'created', title: t('columns.created'), width: '12rem' },
    { id: 'used', title: t('columns.used'), width: '9rem' },
    { id: 'expires', title: t('columns.expires'), width: '9rem' },
    { id: 'actions', title: t('columns.actions'), titleHidden: true, align: 'end', width: '13rem', narrow: 'bare' },
  ];
  return (
    <DataTable
      label={t('title')}
      columns={columns}
      rows={tokens}
      moreLabel={(left) => t('common:showMore', { left: left.toLocaleString(language) })}
      rowKey={(it) => it.id}
      renderCells={(it) => ({
        name: (
          <span className={classes['name']}>
            {it.name} <code className={classes['hint']}>{it.hint}</code>
          </span>
        ),
        kind: (
          <span className={classes['kind']}>
            <Badge color={it.kind === 'agent' ? 'sea' : 'gray'}>{t(`kind.${it.kind}`)}</Badge>
            <span className={classes['dimmed']} title={it.scopes.map((scope) => t(scopeKey(scope))).join(', ')}>
              {it.kind === 'api' ? it.scopes.join(', ') : t(`kindMay.${it.kind}`)}
            </span>
          </span>
        ),
        created: (
          <span>
            <RelativeTime atMs={it.createdAtMs} nowMs={nowMs} />{' '}
            <span className={classes['dimmed']}>
              {it.createdBy === null ? t('byServer') : t('by', { login: it.createdBy })}
            </span>
          </span>
        ),
        used:
          it.lastUsedAtMs === null ? (
            <span className={classes['dimmed']}>{t('common:never')}</span>
          ) : (
            <RelativeTime atMs={it.lastUsedAtMs} nowMs={nowMs} />
          ),
        expires: <Expiry token={it} nowMs={nowMs} />,
        actions: (
          <span className={classes['actions']}>
            <Button variant="subtle" onClick={() => onRotate(it)} aria-label={t('rotateOf', { name: it.name })}>
              {t('rotate')}
            </Button>
            <Button
              variant="subtle"
              color="red"
              c="var(--state-error)"
              onClick={() => onRevoke(it)}
              aria-label={t('revokeOf', { name: it.name })}
            >
              {t('revoke')}
            </Button>
          </span>
        ),
      })}
    />
  );
}

function Expiry({ token, nowMs }: { readonly token: Token; readonly nowMs: number }): ReactElement {
  const { t } = useTranslation(['tokens', 'common']);
  const { expiresAtMs, previousUntilMs } = token;
  return (
    <span>
      {expiresAtMs === null ? (
        <span className={classes['dimmed']}>{t('common:never')}</span>
      ) : expiresAtMs <= nowMs ? (
        <span className={classes['expired']}>{t('expired')}</span>
      ) : (
        <RelativeTime atMs={expiresAtMs} nowMs={nowMs} />
      )}
      {previousUntilMs === null || previousUntilMs <= nowMs ? null : (
        <span className={classes['previous']}>
          {t('previousUntil')} <RelativeTime atMs={previousUntilMs} nowMs={nowMs} />
        </span>
      )}
    </span>
  );
}
