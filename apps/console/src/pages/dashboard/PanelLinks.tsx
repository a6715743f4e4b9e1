import { Menu } from '@mantine/core';
import { textIn, type Panel, interpolate } from '@binnacle/views';
import type { ReactElement, ReactNode } from 'react';
import { useDashboardScene } from './dashboard-context.ts';

/** The links of a panel as entries of its menu. */
export function PanelLinks({ panel, icon }: { readonly panel: Panel; readonly icon: ReactNode }): ReactElement | null {
  const { language, context, onGoTo } = useDashboardScene();
  if (panel.links.length === 0) return null;
  return (
    <>
      <Menu.Divider />
      {panel.links.map(({ title, to }) => {
        const text = textIn(title, language);
        if ('panel' in to) {
          return (
            <Menu.Item key={text} leftSection={icon} onClick={() => onGoTo(to.panel)}>
              {text}
            </Menu.Item>
          );
        }
        const href = 'url' in to ? interpolate(to.url, context?.fillings ?? new Map()) : hrefOf(to);
        const away = href.startsWith('/') ? {} : { target: '_blank', rel: 'noopener noreferrer' };
        return (
          <Menu.Item key={text} leftSection={icon} component="a" href={href} {...away}>
            {text}
          </Menu.Item>
        );
      })}
    </>
  );
}

/** A view of the library is no page of its own: it is opened by making a dashboard of it. */
function hrefOf(to: { readonly view: string } | { readonly dashboard: string }): string {
  return 'dashboard' in to ? `/dashboards/${encodeURIComponent(to.dashboard)}` : '/scenes?create=true';
}
