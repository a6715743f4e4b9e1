import { filledText, textIn, type LocalizedText } from '@binnacle/views';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useDashboardScene } from './dashboard-context.ts';

/** Texts of the dashboard in the reader's language, with what is chosen of the variables that they name. */
export function useFilledText(): (text: LocalizedText) => string {
  const { t } = useTranslation('dashboard');
  const { language, context } = useDashboardScene();
  const fillings = context?.fillings;
  return useCallback(
    (text) => {
      const own = textIn(text, language);
      return fillings === undefined ? own : filledText(own, fillings, t('variables.all'));
    },
    [language, fillings, t],
  );
}
