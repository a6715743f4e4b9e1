import { MultiSelect } from '@mantine/core';
import { textIn, type HealthPanel, type Panel } from '@binnacle/views';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useDashboardScene } from '../dashboard-context.ts';
import { judgedPanels } from './new-panel.ts';

interface HealthFormProps {
  readonly panel: HealthPanel;
  readonly onChange: (panel: Panel, field: string) => void;
}

/** The panels whose worst state is shown. */
export function HealthForm({ panel, onChange }: HealthFormProps): ReactElement {
  const { t } = useTranslation('edit');
  const { definition, language } = useDashboardScene();
  return (
    <MultiSelect
      label={t('options.of')}
      description={t('options.ofHint')}
      searchable
      value={panel.of}
      data={judgedPanels(definition).map(({ id, title }) => ({ value: id, label: textIn(title, language) }))}
      onChange={(of) => {
        // Of no panels there is nothing to say: the last one stays.
        if (of.length > 0) onChange({ ...panel, of }, 'of');
      }}
    />
  );
}
