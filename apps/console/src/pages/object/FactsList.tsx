import type { ObjectSummary } from '@binnacle/api';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { valueText } from '../../format/value.ts';
import { useLanguage } from '../../i18n/useLanguage.ts';
import type en from '../../i18n/en/objects.json';
import { Facts } from '../../ui/Facts.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import classes from './FactsList.module.css';

interface FactsListProps {
  readonly it: ObjectSummary;
  readonly nowMs: number;
}

type FactName = keyof (typeof en)['fact'];

/** What a list of the kind shows, and whatever else is known of the object. */
export function FactsList({ it, nowMs }: FactsListProps): ReactElement {
  const { t, i18n } = useTranslation(['objects', 'infrastructure']);
  const language = useLanguage();
  const title = (name: string): string =>
    i18n.exists(`fact.${name}`, { ns: 'objects' }) ? t(`fact.${name as FactName}`) : name;
  const shown = (name: string, value: ObjectSummary['facts'][string]): ReactNode => {
    if (typeof value === 'number') {
      if (name.endsWith('Ms')) return <RelativeTime atMs={value} nowMs={nowMs} />;
      if (name.endsWith('Bytes')) return valueText(value, 'bytes', language);
      return value.toLocaleString(language);
    }
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
    if (typeof value === 'string') return value;
    return (
      <ul className={classes['list']}>
        {value.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    );
  };
  const own: readonly (readonly [string, ReactNode])[] = [
    ['node', it.kind === 'Node' ? '' : it.node],
    ['ip', it.ip],
    ['ready', it.ready === null || it.desired === null ? '' : `${it.ready}/${it.desired}`],
    ['restarts', it.restarts === null ? '' : String(it.restarts)],
    ['workload', it.workload === null ? '' : `${it.workload.kind} ${it.workload.name}`],
    ['selector', it.selector],
    ['images', it.images.length === 0 ? '' : shown('images', it.images)],
    ['apiVersion', it.apiVersion],
    ['seen', <RelativeTime key="seen" atMs={it.seenAtMs} nowMs={nowMs} />],
  ];
  const facts = Object.entries(it.facts).filter(
    ([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0),
  );
  return (
    <div className={classes['facts']}>
      <Facts
        facts={[
          ...own.filter(([, value]) => value !== '').map(([name, value]) => [title(name), value] as const),
          ...facts.map(([name, value]) => [title(name), shown(name, value)] as const),
        ]}
      />
    </div>
  );
}
