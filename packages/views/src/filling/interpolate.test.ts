import { expect, test } from 'vitest';
import { interpolate, type Filling } from './interpolate.ts';

const values = (...values: string[]): Filling => ({ kind: 'values', values });
const fillings = new Map<string, Filling>([
  ['all', { kind: 'omit' }],
  ['nothing', { kind: 'none' }],
  ['one', values('10.0.0.1:2379')],
  ['two', values('a.b', 'c|d')],
  ['odd', values('say "hi" \\ $x')],
  ['text', { kind: 'text', text: 'web.*' }],
  ['w', { kind: 'text', text: '240s' }],
]);

test.each([
  { name: 'all leaves the matcher out', expr: 'up{cluster=~"$all",job="x"}', want: 'up{job="x"}' },
  { name: 'also the last one', expr: 'up{job="x", cluster=~"$all"}', want: 'up{job="x"}' },
  { name: 'also the only one', expr: 'up{cluster=~"$all"}', want: 'up{}' },
  { name: 'one value is an equality', expr: 'up{instance=~"$one"}', want: 'up{instance="10.0.0.1:2379"}' },
  { name: 'a negated one too', expr: 'up{instance!~"${one}"}', want: 'up{instance!="10.0.0.1:2379"}' },
  { name: 'several are escaped alternatives', expr: 'up{a=~"$two"}', want: String.raw`up{a=~"a\\.b|c\\|d"}` },
  { name: 'several in an equality', expr: 'up{a="$two"}', want: String.raw`up{a=~"a\\.b|c\\|d"}` },
  { name: 'quotes and backslashes', expr: 'up{a="$odd"}', want: String.raw`up{a="say \"hi\" \\ $x"}` },
  { name: 'an empty list matches nothing', expr: 'up{a=~"$nothing"}', want: 'up{a=~".^"}' },
  { name: 'typed text is a regular expression', expr: 'up{a=~"$text"}', want: 'up{a=~"web.*"}' },
  { name: 'a part of a regular expression', expr: 'up{a=~"x-$two-y"}', want: String.raw`up{a=~"x-(?:a\\.b|c\\|d)-y"}` },
  { name: 'all as a part of one', expr: 'up{a=~"x-$all"}', want: 'up{a=~"x-.*"}' },
  { name: 'a duration', expr: 'rate(x{a=~"$all"}[$w])', want: 'rate(x{}[240s])' },
  { name: 'a duration in braces', expr: 'rate(x[${w}])', want: 'rate(x[240s])' },
  { name: 'a quoted label name', expr: '{"my.metric","my.label"=~"$all"}', want: '{"my.metric"}' },
  { name: 'a comma and a brace in a string', expr: 'up{a="},{",b=~"$all"}', want: 'up{a="},{"}' },
  { name: 'backticks', expr: 'up{a=~`$one`}', want: 'up{a="10.0.0.1:2379"}' },
  {
    name: 'groups of label_replace stay',
    expr: 'label_replace(up, "a", "${1}xx$1", "b", "(.).*")',
    want: 'label_replace(up, "a", "${1}xx$1", "b", "(.).*")',
  },
  { name: 'an unknown name stays', expr: 'up{a="$unknown"}[$other]', want: 'up{a="$unknown"}[$other]' },
  { name: 'a comment stays', expr: 'up # {a="$one"}\n{a="$one"}', want: 'up # {a="$one"}\n{a="10.0.0.1:2379"}' },
  {
    name: 'the query of a variable',
    expr: 'label_values(x{a=~"$all",b="$one"}, c)',
    want: 'label_values(x{b="10.0.0.1:2379"}, c)',
  },
  { name: 'what is not closed is left to the parser', expr: 'up{a="$one', want: 'up{a="10.0.0.1:2379}' },
])('$name', ({ expr, want }) => {
  expect(interpolate(expr, fillings)).toBe(want);
});
