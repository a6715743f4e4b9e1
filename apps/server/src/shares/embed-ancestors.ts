import { embedOrigins, shareOfId } from '../metadata/shares.ts';
import type { ServerParts } from '../parts.ts';

const EMBED = /^\/embed\/([\w-]{1,64})\/?$/;

/**
 * The origins whose pages may frame a page of the console: for `/embed/ID` of a link that is made for it those that an
 * administrator of its workspace lists, for everything else none.
 */
export function frameAncestors(
  { db, config, now }: Pick<ServerParts, 'db' | 'config' | 'now'>,
  path: string,
): readonly string[] {
  const id = EMBED.exec(path)?.[1];
  if (id === undefined || !config.share.publicLinks) return [];
  const share = shareOfId(db, id);
  if (share === undefined || share.use !== 'embed' || share.revokedAtMs !== null || share.expiresAtMs <= now())
    return [];
  return embedOrigins(db, share.workspace);
}
