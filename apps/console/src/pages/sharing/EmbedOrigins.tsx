import { EMBED_MAX_ORIGINS, embedOrigin, routes } from '@binnacle/api';
import { Button, TagsInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../request/call.ts';
import { sharingQuery } from '../../request/queries.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { useMayAdminister } from '../../request/useMayEdit.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Section } from '../../ui/Section.tsx';
import { tell } from '../../ui/tell.tsx';
import classes from './EmbedOrigins.module.css';

/** Origins whose pages may show embedded panels: administrators list them, others see them. */
export function EmbedOrigins(): ReactElement | null {
  const { t } = useTranslation('sharing');
  const { data } = useQuery(sharingQuery);
  const mayAdminister = useMayAdminister();
  if (data === undefined) return null;
  return (
    <Section title={t('origins.title')} lead={t('origins.lead')}>
      {mayAdminister ? (
        <OriginsForm key={data.embedOrigins.join(' ')} saved={data.embedOrigins} />
      ) : (
        <p className={classes['list']}>
          {data.embedOrigins.length === 0 ? t('origins.none') : data.embedOrigins.join(', ')}
        </p>
      )}
    </Section>
  );
}

function OriginsForm({ saved }: { readonly saved: readonly string[] }): ReactElement {
  const { t } = useTranslation(['sharing', 'common']);
  const failureText = useFailureText();
  const queryClient = useQueryClient();
  const [origins, setOrigins] = useState<readonly string[]>(saved);
  const wrong = origins.filter((it) => !embedOrigin.safeParse(it).success);
  const saving = useMutation({
    mutationFn: () => call(routes.putSharing, { body: { embedOrigins: [...origins] } }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: sharingQuery.queryKey });
      tell(t('origins.saved'));
    },
  });
  return (
    <form
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault();
        if (wrong.length === 0) saving.mutate();
      }}
    >
      <TagsInput
        label={t('origins.field')}
        description={t('origins.hint')}
        placeholder={origins.length === 0 ? 'https://wiki.example.org' : ''}
        value={[...origins]}
        // An address that somebody pasted has a path: its origin is what counts.
        onChange={(values) => setOrigins([...new Set(values.map(originOf))])}
        splitChars={[',', ' ']}
        maxTags={EMBED_MAX_ORIGINS}
        error={wrong.length === 0 ? undefined : t('origins.wrong', { origins: wrong.join(', ') })}
        clearButtonProps={{ 'aria-label': t('origins.clear') }}
      />
      <div role="alert">{saving.error === null ? null : <Banner kind="error">{failureText(saving.error)}</Banner>}</div>
      <Button
        type="submit"
        loading={saving.isPending}
        disabled={wrong.length > 0 || JSON.stringify([...origins].sort()) === JSON.stringify([...saved].sort())}
      >
        {t('origins.save')}
      </Button>
    </form>
  );
}

function originOf(text: string): string {
  const url = URL.parse(text.trim());
  return url === null || url.origin === 'null' ? text.trim() : url.origin;
}
