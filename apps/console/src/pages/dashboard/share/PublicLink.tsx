import { routes, type ShareUse } from '@binnacle/api';
import { textIn } from '@binnacle/views';
import { Anchor, Button, Checkbox, Group, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/useLanguage.ts';
import { call } from '../../../request/call.ts';
import { sharesQuery, sharingQuery } from '../../../request/queries.ts';
import { useFailureText } from '../../../request/useFailureText.ts';
import { useMayEdit } from '../../../request/useMayEdit.ts';
import { Banner } from '../../../ui/Banner.tsx';
import { carriedVariables, mayBeFree } from './carried-variables.ts';
import { MadeLink } from './MadeLink.tsx';
import type { Sharing } from './sharing.ts';

const LIFE_DAYS = [1, 7, 30, 90, 365] as const;

/** Makes a link or an embed for people without an account: how long, for whom, and what they may choose. */
export function PublicLink({ it, use }: { readonly it: Sharing; readonly use: ShareUse }): ReactElement {
  const { t } = useTranslation('sharing');
  const { data: sharing } = useQuery(sharingQuery);
  const mayEdit = useMayEdit();
  const why =
    sharing === undefined
      ? undefined
      : !sharing.publicLinks
        ? 'off'
        : !mayEdit || !it.dashboard.mayEdit
          ? 'role'
          : it.panel?.kind === 'health'
            ? 'health'
            : undefined;
  if (why !== undefined) return <Banner kind="info">{t(`public.not.${why}`)}</Banner>;
  return <PublicLinkForm it={it} use={use} hasOrigins={(sharing?.embedOrigins.length ?? 1) > 0} />;
}

interface PublicLinkFormProps {
  readonly it: Sharing;
  readonly use: ShareUse;
  readonly hasOrigins: boolean;
}

function PublicLinkForm({ it, use, hasOrigins }: PublicLinkFormProps): ReactElement {
  const { t } = useTranslation('sharing');
  const language = useLanguage();
  const failureText = useFailureText();
  const queryClient = useQueryClient();
  const [note, setNote] = useState('');
  const [days, setDays] = useState(30);
  const [mayChangeRange, setMayChangeRange] = useState(false);
  const [free, setFree] = useState<ReadonlySet<string>>(new Set());
  const making = useMutation({
    mutationFn: () =>
      call(routes.createShare, {
        body: {
          dashboard: it.dashboard.id,
          ...(it.panel === undefined ? {} : { panel: it.panel.id }),
          use,
          note: note.trim(),
          expiresInDays: days,
          range: it.range,
          mayChangeRange,
          scrapeMs: Math.round(Math.min(3_600_000, Math.max(1000, it.scrapeMs))),
          variables: carriedVariables(it.resolved, free),
        },
      }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: sharesQuery.queryKey }),
  });
  if (making.data !== undefined) return <MadeLink made={making.data} use={use} />;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    making.mutate();
  };
  const choices = it.resolved.filter((one) => !one.variable.hidden && mayBeFree(one));
  const toggle = (name: string): void => {
    const next = new Set(free);
    if (!next.delete(name)) next.add(name);
    setFree(next);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <p style={{ margin: 0 }}>{t(`public.${use}`)}</p>
        {use === 'embed' && !hasOrigins ? (
          <Banner kind="warning">
            {t('public.noOrigins')}{' '}
            <Anchor component={Link} to="/sharing" inherit>
              {t('public.toOrigins')}
            </Anchor>
          </Banner>
        ) : null}
        <TextInput
          size="sm"
          label={t('public.note')}
          description={t('public.noteHint')}
          name="note"
          maxLength={200}
          autoComplete="off"
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Select
          label={t('public.life')}
          allowDeselect={false}
          value={String(days)}
          onChange={(value) => setDays(Number(value))}
          data={LIFE_DAYS.map((count) => ({ value: String(count), label: t('public.days', { count }) }))}
        />
        <Checkbox
          checked={mayChangeRange}
          onChange={(event) => setMayChangeRange(event.currentTarget.checked)}
          label={t('public.mayChangeRange')}
          description={t('public.mayChangeRangeHint')}
        />
        {choices.length === 0 ? null : (
          <Checkbox.Group label={t('public.free')} description={t('public.freeHint')} value={[...free]}>
            <Stack gap={6} mt={6}>
              {choices.map(({ variable, options }) => (
                <Checkbox
                  key={variable.name}
                  value={variable.name}
                  onChange={() => toggle(variable.name)}
                  label={t('public.freeOne', {
                    name: variable.title === undefined ? variable.name : textIn(variable.title, language),
                    count: options.length,
                  })}
                />
              ))}
            </Stack>
          </Checkbox.Group>
        )}
        <div role="alert">
          {making.error === null ? null : <Banner kind="error">{failureText(making.error)}</Banner>}
        </div>
        <Group justify="flex-end">
          <Button type="submit" loading={making.isPending}>
            {t(use === 'embed' ? 'public.submitEmbed' : 'public.submitLink')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
