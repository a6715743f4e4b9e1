import { Checkbox, Stack } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { timeRangeText } from '../../../time/time-range.ts';
import { CopyBlock } from '../../../ui/CopyBlock.tsx';
import { searchValue } from '../../../variables/selection.ts';
import type { Sharing } from './sharing.ts';

/** The address of the dashboard as it stands on screen, for people who have an account. */
export function MemberLink({ it }: { readonly it: Sharing }): ReactElement {
  const { t } = useTranslation('sharing');
  const router = useRouter();
  const [still, setStill] = useState(false);
  const { dashboard, panel, range, span, resolved } = it;
  const time = still
    ? { kind: 'absolute' as const, fromMs: Math.round(span.fromMs), toMs: Math.round(span.toMs) }
    : range;
  const { href } = router.buildLocation({
    to: '/dashboards/$dashboardId',
    params: { dashboardId: dashboard.id },
    search: {
      time: timeRangeText(time),
      ...(panel === undefined ? {} : { panel: panel.id }),
      // All of them: the link shows the same also when the dashboard begins with something else one day.
      ...Object.fromEntries(resolved.map((one) => [`var-${one.variable.name}`, searchValue(one.selection)])),
    },
  });
  return (
    <Stack gap="md">
      <p style={{ margin: 0 }}>{t('member.text')}</p>
      <Checkbox
        checked={still}
        onChange={(event) => setStill(event.currentTarget.checked)}
        label={t('member.still')}
        description={t('member.stillHint')}
      />
      <CopyBlock label={t('member.link')} text={window.location.origin + href} />
    </Stack>
  );
}
