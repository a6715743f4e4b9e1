import { useTranslation } from 'react-i18next';
import { RequestFailure } from './failure.ts';

/** One sentence for the reader, in their language, about what went wrong and what to do. */
export function useFailureText(): (error: unknown) => string {
  const { t } = useTranslation('common');
  return (error) => {
    if (!(error instanceof RequestFailure)) return t('failure.unexpected');
    if (error.code === 'too_many_attempts') {
      return t('failure.too_many_attempts', { count: Math.ceil(error.retryAfterSeconds ?? 30) });
    }
    if (error.code === 'internal' && error.requestId !== undefined) {
      return t('failure.internalWithId', { requestId: error.requestId });
    }
    return t(`failure.${error.code}`);
  };
}
