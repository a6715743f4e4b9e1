import { expect, test } from 'vitest';
import { parseExpr, parseSelector } from './parse.ts';

const reasonOf = (query: string): string => {
  const outcome = parseExpr(query);
  return outcome.ok ? `OK: ${outcome.type}` : outcome.error.message;
};

test.each([
  ['', 'unknown position: parse error: no expression found in input'],
  ['# nothing\n', '1:1: parse error: no expression found in input'],
  ['up +', '1:5: parse error: unexpected end of input'],
  ['up\n+\n  /', '3:3: parse error: unexpected <op:/>'],
  ['up up', '1:4: parse error: unexpected identifier "up"'],
  ['up a:b', '1:4: parse error: unexpected metric identifier "a:b"'],
  ['up "a very long string"', '1:4: parse error: unexpected string "\\"a very lo"...'],
  ['up "ab"', '1:4: parse error: unexpected string "\\"ab\\""'],
  ['up 5m', '1:4: parse error: unexpected duration "5m"'],
  ['up start', '1:4: parse error: unexpected "start"'],
  ['up sum', '1:4: parse error: unexpected <aggr:sum>'],
  ['up = 1', '1:4: parse error: unexpected "="'],
  ['up ignoring(a) up', '1:4: parse error: unexpected <ignoring>'],
  ['π', "1:1: parse error: unexpected character: 'π'"],
  ['"€" + ∞', "1:9: parse error: unexpected character: '∞'"],
  ['up ! 1', "1:4: parse error: unexpected character after '!': ' '"],
  ['(up', '1:4: parse error: unclosed left parenthesis'],
  ['up)', "1:4: parse error: unexpected right parenthesis ')'"],
  ['up]', "1:3: parse error: unexpected right bracket ']'"],
])('what does not fit: %s', (query, message) => {
  expect(reasonOf(query)).toBe(message);
});

test.each([
  ['0x', '1:1: parse error: error parsing number: strconv.ParseFloat: parsing "0x": invalid syntax'],
  ['1__0', '1:1: parse error: bad number or duration syntax: "1__"'],
  ['1e', '1:1: parse error: bad number or duration syntax: "1e"'],
  ['12mmm', '1:1: parse error: bad number or duration syntax: "12mm"'],
  ['9e999', '1:1: parse error: error parsing number: strconv.ParseFloat: parsing "9e999": value out of range'],
  ['1m1h', '1:1: parse error: not a valid duration string: "1m1h"'],
  ['1d2ds', '1:1: parse error: unknown unit "ds" in duration "1d2ds"'],
  ['300y', '1:1: parse error: duration out of range'],
  ['17000024991d1d', '1:1: parse error: duration out of range'],
  ['99999999999999999999m', '1:1: parse error: not a valid duration string: "99999999999999999999m"'],
  ['00000000000000000000001m', 'OK: scalar'],
  ["'it\\'s \\q'", "1:1: parse error: unknown escape sequence U+0071 'q'"],
  ['"\\ud800"', '1:1: parse error: escape sequence is an invalid Unicode code point'],
  ['"\\400"', '1:1: parse error: escape sequence is an invalid Unicode code point'],
  ['"\\x4', '1:1: parse error: escape sequence not terminated'],
  ['"two\nlines"', '1:1: parse error: unterminated quoted string'],
  ['`raw', '1:1: parse error: unterminated raw string'],
  ['"\ufffd"', '1:1: parse error: invalid UTF-8 rune'],
])('literals: %s', (query, message) => {
  expect(reasonOf(query)).toBe(message);
});

test.each([
  ['up{', '1:4: parse error: unexpected end of input inside braces'],
  ['up{job}', '1:7: parse error: unexpected "}" in label matching, expected label matching operator'],
  ['up{job=1}', "1:8: parse error: unexpected character inside braces: '1'"],
  ['up{job=x}', '1:8: parse error: unexpected identifier "x" in label matching, expected string'],
  ['up{"job"=~}', '1:11: parse error: unexpected "}" in label matching, expected string'],
  ['up{job="a" "b"}', '1:12: parse error: unexpected string "\\"b\\"" in label matching, expected "," or "}"'],
  ['up{,}', '1:4: parse error: unexpected "," in label matching, expected identifier or "}"'],
  ['up{a!b}', "1:5: parse error: unexpected character after '!' inside braces: 'b'"],
  ['up{{', "1:4: parse error: unexpected left brace '{'"],
  ['up{job=~"a(b"}', '1:4: parse error: error parsing regexp: missing closing ): `a(b`'],
  ['up{job=~"a)"}', '1:4: parse error: error parsing regexp: unexpected ): `a)`'],
  ['{job=""}', '1:1: parse error: vector selector must contain at least one non-empty matcher'],
  ['{job!="a",b=~".*"}', '1:1: parse error: vector selector must contain at least one non-empty matcher'],
  ['up{"down"}', '1:1: parse error: metric name must not be set twice: "up" or "down"'],
  ['up offset', '1:10: parse error: unexpected end of input in offset, expected number, duration, step(), or range()'],
  [
    'up offset -up',
    '1:12: parse error: unexpected identifier "up" in offset, expected number, duration, step(), or range()',
  ],
  [
    'sum(up) offset 5m',
    '1:1: parse error: offset modifier must be preceded by an instant vector selector or range vector selector or a subquery',
  ],
  ['up offset 5m offset 1m', '1:1: parse error: offset may not be set multiple times'],
  ['up @ now', '1:6: parse error: unexpected identifier "now" in @, expected timestamp'],
  ['up @ start', '1:11: parse error: unexpected end of input in @, expected timestamp'],
  ['up @ 1 @ 2', '1:1: parse error: @ <timestamp> may not be set multiple times'],
  ['up @ inf', '1:1: parse error: timestamp out of bounds for @ modifier: +Inf'],
  [
    '1 @ 5',
    '1:1: parse error: @ modifier must be preceded by an instant vector selector or range vector selector or a subquery',
  ],
  ['up[5m', '1:6: parse error: unclosed left bracket'],
  ['up[', '1:4: parse error: unexpected end of input in duration expression'],
  [
    'up[]',
    '1:4: parse error: unexpected "]" in subquery or range selector, expected number, duration, step(), or range()',
  ],
  ['up[0]', '1:4: parse error: duration must be greater than 0'],
  ['up[-5m:]', '1:4: parse error: duration must be greater than 0'],
  ['up[5m:0s]', '1:7: parse error: duration must be greater than 0'],
  ['up[:1m]', '1:5: parse error: unexpected colon before duration in duration expression'],
  ['up[5m:1m:1m]', "1:9: parse error: unexpected colon ':'"],
  ['up[5m,1m]', '1:6: parse error: unexpected "," in subquery or range, expected ":" or "]"'],
  ['up[5m min]', "1:7: parse error: unexpected character: 'm', expected ':'"],
  ['up[1h/0]', '1:6: parse error: division by zero'],
  ['up[1h%0s]', '1:6: parse error: modulo by zero'],
  ['up[1e11]', '1:4: parse error: duration out of range'],
  ['up[5m][5m]', '1:7: parse error: ranges only allowed for vector selectors'],
  ['up offset 1m[5m]', '1:13: parse error: no offset modifiers allowed before range'],
  ['up @ 3[5m]', '1:7: parse error: no @ modifiers allowed before range'],
  ['up anchored smoothed', '1:1: parse error: anchored and smoothed modifiers cannot be used together'],
  ['up[5m:] smoothed', '1:1: parse error: smoothed modifier is not supported for subqueries'],
  ['1 anchored', '1:1: parse error: anchored modifier not implemented'],
])('selectors: %s', (query, message) => {
  expect(reasonOf(query)).toBe(message);
});

test.each([
  ['sum(', '1:5: parse error: unclosed left parenthesis'],
  ['sum()', '1:1: parse error: no arguments for aggregate expression provided'],
  ['sum(a, b)', '1:1: parse error: wrong number of arguments for aggregate expression provided, expected 1, got 2'],
  ['quantile(up)', '1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1'],
  ['sum(up down)', '1:8: parse error: unexpected identifier "down" in aggregation'],
  ['sum(rate(up[5m] 1))', '1:17: parse error: unexpected number "1" in aggregation'],
  ['sum by a (up)', '1:8: parse error: unexpected identifier "a" in grouping opts, expected "("'],
  ['sum by (a b) (up)', '1:11: parse error: unexpected identifier "b" in grouping opts, expected "," or ")"'],
  ['sum by (1) (up)', '1:9: parse error: unexpected number "1" in grouping opts, expected label'],
  ['nothing(up))', '1:1: parse error: unknown function with name "nothing"'],
  ['nothing(up) |', '1:1: parse error: unknown function with name "nothing"'],
  [
    'sum by (a) (up, 1) |',
    '1:1: parse error: wrong number of arguments for aggregate expression provided, expected 1, got 2',
  ],
  ['sum(up, 1) |', "1:12: parse error: unexpected character: '|'"],
  [
    '(1 @ 5 |',
    '1:2: parse error: @ modifier must be preceded by an instant vector selector or range vector selector or a subquery',
  ],
  [
    '(1 offset 5)) ',
    '1:2: parse error: offset modifier must be preceded by an instant vector selector or range vector selector or a subquery',
  ],
  ['up offset -1e55', '1:11: parse error: duration out of range'],
  ['up offset nan', '1:11: parse error: duration out of range'],
  ['up offset 1e55', '1:11: parse error: duration out of range'],
  ['0x |', '1:1: parse error: error parsing number: strconv.ParseFloat: parsing "0x": invalid syntax'],
  ['a + on(x) group_left * b', '1:22: parse error: unexpected <op:*> in grouping opts, expected "("'],
  ['a + on(x) group_right', '1:22: parse error: unexpected end of input in grouping opts, expected "("'],
  ['a + on(x) group_left by', 'OK: vector'],
  ['a + on(x) group_left fill(0) b', 'OK: vector'],
  ['sum by ("") (up)', '1:9: parse error: invalid label name for grouping: ""'],
  ['sum by (a)', '1:11: parse error: unexpected end of input in aggregation'],
  ['sum(up) by (a) by (b)', '1:16: parse error: unexpected <by>'],
  ['sum(1)', '1:5: parse error: expected type instant vector in aggregation expression, got scalar'],
  ['topk("a", up)', '1:6: parse error: expected type scalar in aggregation parameter, got string'],
  ['count_values(1, up)', '1:14: parse error: expected type string in aggregation parameter, got scalar'],
  ['nope(up)', '1:1: parse error: unknown function with name "nope"'],
  ['RATE(up[5m])', '1:1: parse error: unknown function with name "RATE"'],
  ['rate(up[5m],)', '1:12: parse error: trailing commas not allowed in function call args'],
  ['rate(up)', '1:6: parse error: expected type range vector in call to function "rate", got instant vector'],
  ['rate(up[5m], 1)', '1:1: parse error: expected 1 argument(s) in call to "rate", got 2'],
  ['label_join(up, "a")', '1:1: parse error: expected at least 3 argument(s) in call to "label_join", got 2'],
  ['round(up, 1, 2)', '1:1: parse error: expected at most 2 argument(s) in call to "round", got 3'],
  [
    'label_replace(up, "a", "b", "c", 1)',
    '1:34: parse error: expected type string in call to function "label_replace", got scalar',
  ],
  ['info(up, 1)', '1:10: parse error: expected type instant vector in call to function "info", got scalar'],
  ['info(up, x)', '1:10: parse error: expected label selectors only, got vector selector instead'],
])('calls: %s', (query, message) => {
  expect(reasonOf(query)).toBe(message);
});

test.each([
  ['1 > 2', '1:3: parse error: comparisons between scalars must use BOOL modifier'],
  ['1 + bool 2', '1:3: parse error: bool modifier can only be used on comparison operators'],
  ['"a" + 1', '1:1: parse error: binary expression must contain only scalar and instant vector types'],
  ['1 + up[5m]', '1:5: parse error: binary expression must contain only scalar and instant vector types'],
  ['up and 1', '1:1: parse error: set operator "and" not allowed in binary scalar expression'],
  ['up + on(a) 1', '1:1: parse error: vector matching only allowed between instant vectors'],
  ['up + fill(0) 1', '1:1: parse error: filling in missing series only allowed between instant vectors'],
  ['a or fill(0) b', '1:1: parse error: filling in missing series not allowed for set operators'],
  ['a unless on(x) group_left b', '1:1: parse error: no grouping allowed for "unless" operation'],
  ['a / on(x, y) group_right(y) b', '1:3: parse error: label "y" must not occur in ON and GROUP clause at once'],
  ['a / group_left b', '1:5: parse error: unexpected <group_left>'],
  ['a + fill(b) c', '1:10: parse error: unexpected identifier "b"'],
  [
    '-"a"',
    '1:1: parse error: unary expression only allowed on expressions of type scalar or instant vector, got "string"',
  ],
  ['(up[5m])[1h:]', '1:1: parse error: subquery is only allowed on instant vector, got matrix instead'],
])('operators: %s', (query, message) => {
  expect(reasonOf(query)).toBe(message);
});

test('a selector alone', () => {
  expect(parseSelector('up{job="a"}')).toEqual({
    ok: true,
    matchers: [
      { name: 'job', op: '=', value: 'a' },
      { name: '__name__', op: '=', value: 'up' },
    ],
  });
  expect(parseSelector('{}')).toEqual({ ok: true, matchers: [] });
  for (const text of ['up + 1', '5', '', 'up[5m]']) expect(parseSelector(text)).toMatchObject({ ok: false });
});
