import { expect, test } from 'vitest';
import { failureBody, goJson, successBody } from './envelope.ts';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

test('an error has the keys of Prometheus in its order', () => {
  expect(text(failureBody('bad_data', 'no "x"'))).toBe(
    '{"status":"error","errorType":"bad_data","error":"no \\"x\\""}',
  );
});

test('notes are there when there are some', () => {
  expect(text(successBody([], { warnings: [], infos: ['a'] }))).toBe('{"status":"success","data":[],"infos":["a"]}');
  expect(text(successBody(undefined))).toBe('{"status":"success"}');
});

test('letters with a meaning in HTML are escaped as in Go, and what is not UTF-8 is replaced', () => {
  expect(goJson('a < b && "c" > \u2028')).toBe('"a \\u003c b \\u0026\\u0026 \\"c\\" \\u003e \\u2028"');
  expect(goJson('a\udcff')).toBe('"a\\ufffd"');
  expect(JSON.parse(goJson(['label \udcff', '\\udcff', '🚢']))).toEqual(['label \ufffd', '\\udcff', '🚢']);
});
