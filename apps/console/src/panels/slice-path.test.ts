import { expect, test } from 'vitest';
import { slicePath } from './slice-path.ts';

test.each([
  { name: 'a quarter', from: 0, to: 0.25, inner: 0, want: 'M0,0L0,-1A1,1 0 0 1 1,0Z' },
  { name: 'more than a half', from: 0.25, to: 1, inner: 0, want: 'M0,0L1,0A1,1 0 1 1 0,-1Z' },
  { name: 'with a hole', from: 0, to: 0.5, inner: 0.5, want: 'M0,-1A1,1 0 0 1 0,1L0,0.5A0.5,0.5 0 0 0 0,-0.5Z' },
  { name: 'everything', from: 0, to: 1, inner: 0, want: 'M0,-1A1,1 0 1 1 0,1A1,1 0 1 1 0,-1Z' },
])('$name', ({ from, to, inner, want }) => expect(slicePath(from, to, inner)).toBe(want));
