import { createHash } from 'node:crypto';

/** Of a DNS label, less what is put in front of it. */
const MAX_SLUG = 40;

/** The name of a lease: `binnacle-agent`, and what tells it from others. Kubernetes takes lower case, digits and dashes. */
export function leaseName(...parts: readonly string[]): string {
  return ['binnacle-agent', ...parts.filter((part) => part !== '').map(slug)].join('-');
}

/** Text that fits is taken as it is; of everything else a hash keeps different ones apart. */
function slug(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (plain === text && plain.length <= MAX_SLUG) return plain;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
  return [plain.slice(0, MAX_SLUG - 9).replace(/-+$/, ''), hash].filter((part) => part !== '').join('-');
}
