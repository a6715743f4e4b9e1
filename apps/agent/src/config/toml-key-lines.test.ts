import { expect, test } from 'vitest';
import { lineOf, tomlKeyLines } from './toml-key-lines.ts';

const text = `# comment with "quotes" and [brackets]
[[inputs.prom]]
  urls = [
    "http://a", # = not a key
    'http://b',
  ]
  source = "x = y"
  [inputs.prom.tags]
    "odd key" = """
several
lines = here"""
    zone = "z"
  [[inputs.prom.measurements]]
    prefix = "a_"
  [[inputs.prom.measurements]]
    prefix = "b_"

[[inputs.prom]]
  url = "http://c"
  auth.type = "bearer_token"
  tags = { a = "1", b = "2" }
`;

test.each([
  ['inputs.prom[0]', 2],
  ['inputs.prom[0].urls', 3],
  ['inputs.prom[0].urls[1]', 3],
  ['inputs.prom[0].source', 7],
  ['inputs.prom[0].tags', 8],
  ['inputs.prom[0].tags.odd key', 9],
  ['inputs.prom[0].tags.zone', 12],
  ['inputs.prom[0].measurements[1].prefix', 16],
  ['inputs.prom[1].url', 19],
  ['inputs.prom[1].auth.type', 20],
  ['inputs.prom[1].tags.b', 21],
  ['inputs.prom[1].absent', 18],
  ['inputs.prom', 2],
  ['elsewhere', undefined],
])('line of %s', (path, line) => {
  expect(lineOf(tomlKeyLines(text), path)).toBe(line);
});

test('ends on any text, finished or not', () => {
  for (let length = 0; length < text.length; length++)
    expect(tomlKeyLines(text.slice(0, length)).size).toBeLessThan(20);
});
