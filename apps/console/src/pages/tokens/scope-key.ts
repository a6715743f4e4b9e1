import type { TokenScope } from '@binnacle/api';

type Key<Scope extends string> = Scope extends `${infer Area}:${infer Right}` ? `scope.${Area}_${Right}` : never;

/** The key of a scope's words in the catalogue `tokens`, where a colon would part a key from its catalogue. */
export const scopeKey = <Scope extends TokenScope>(scope: Scope): Key<Scope> =>
  `scope.${scope.replace(':', '_')}` as Key<Scope>;
