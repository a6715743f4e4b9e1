import { expect, test } from 'vitest';
import { checkNewOwner } from './new-owner.ts';

const limits = { passwordMinLength: 10, passwordMaxLength: 20 };
const good = { code: 'abcd-efgh', login: 'ada', name: '', password: 'long enough', repeat: 'long enough' };

test.each([
  { name: 'a good form', change: {}, want: {} },
  { name: 'no code', change: { code: '  ' }, want: { code: { code: 'required' } } },
  { name: 'a login with a space', change: { login: 'a da' }, want: { login: { code: 'loginSpaces' } } },
  {
    name: 'a short password',
    change: { password: 'short', repeat: 'short' },
    want: { password: { code: 'tooShort', values: { min: 10, missing: 5 } } },
  },
  {
    name: 'a long password',
    change: { password: 'x'.repeat(21), repeat: 'x'.repeat(21) },
    want: { password: { code: 'tooLong', values: { max: 20 } } },
  },
  { name: 'a typing error', change: { repeat: 'long enouhg' }, want: { repeat: { code: 'repeatDiffers' } } },
  {
    name: 'nothing at all',
    change: { code: '', login: '', password: '', repeat: '' },
    want: { code: { code: 'required' }, login: { code: 'required' }, password: { code: 'required' } },
  },
])('checkNewOwner: $name', ({ change, want }) => {
  expect(checkNewOwner({ ...good, ...change }, limits)).toEqual(want);
});
