import { useTranslation } from 'react-i18next';
import type en from '../../i18n/en/targets.json';

type KnownCode = keyof (typeof en)['code'];

/**
 * What a problem's code means, in a few words of the language on screen. Agents write their messages in English; the
 * words stand beside them, so that readers of other languages see at once what it is about. A code that a newer agent
 * made up is shown as it is.
 */
export function useCodeWords(): (code: string) => string {
  const { t, i18n } = useTranslation('targets');
  return (code) => (i18n.exists(`code.${code}`, { ns: 'targets' }) ? t(`code.${code as KnownCode}`) : code);
}
