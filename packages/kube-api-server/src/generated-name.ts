/** Letters and digits that make no words. Source: k8s.io/apimachinery/pkg/util/rand. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** Five characters behind `generateName`. @param random  0 ≤ x < 1 */
export const nameSuffix = (random: () => number): string =>
  Array.from({ length: 5 }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join('');
