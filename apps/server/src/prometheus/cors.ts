import type { IncomingMessage } from 'node:http';
import { compileMatcher } from '@binnacle/storage';

/**
 * The headers with which pages of other origins may read the Prometheus API, as Prometheus 3 sends them: the origin itself when
 * the expression fits. Cookies never come along: nothing here allows credentials.
 *
 * @param pattern  `--web.cors-origin`, anchored at both ends
 * @throws when the pattern is no RE2 expression
 */
export function corsHeaders(pattern: string): (request: IncomingMessage) => Record<string, string> {
  // The anchored RE2 of label matchers.
  const allowed = compileMatcher({ name: 'origin', op: '=~', value: pattern });
  return (request) => {
    const { origin } = request.headers;
    if (origin === undefined) return {};
    const headers: Record<string, string> = {
      'access-control-allow-headers': 'Accept, Authorization, Content-Type, Origin',
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-expose-headers': 'Date',
      vary: 'Origin',
    };
    if (allowed.matches(origin)) headers['access-control-allow-origin'] = origin;
    return headers;
  };
}
