const TOKENS = [
  ...'( ) { } [ ] , : = == != =~ !~ < > <= >= + - * / % ^ @ ; ! # $ & | ~ ? . \\ ` " \''.split(' '),
  ...'by without on ignoring group_left group_right bool offset and or unless atan2 sum avg topk quantile count_values'.split(
    ' ',
  ),
  ...'inf nan NaN Inf 0x 0xZ 1e 1e5 08 1_0 1__0 1_ _ 5 5m 5mm 1h5m 5m1h 1.5h 1d1d 1i 9999999999y .5 5. 1..2'.split(' '),
  ...'rate abs time vector scalar label_replace histogram_quantile sort_by_label nothing_like_it info foo g h:x __name__ job'.split(
    ' ',
  ),
  '"x"',
  "'x'",
  '`x`',
  '"\\x"',
  '"\\u12"',
  '"\\400"',
  '"\\xff"',
  '"(" ',
  '"a\nb"',
  'é',
  '日',
  '\u00a0',
  '\t',
  '\n',
  '# c\n',
  '😀',
  ':a',
  'a:',
];

/** The text with a few of its tokens left out, repeated, exchanged or replaced by others: most often no query any more. */
export function spoil(query: string, random: () => number): string {
  const tokens = query.match(/\s+|\w+|"[^"]*"|./gsu) ?? [];
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  for (let times = 1 + Math.floor(random() * 2); times > 0; times--) {
    const at = Math.floor(random() * (tokens.length + 1));
    const kind = random();
    if (kind < 0.3) tokens.splice(at, 1);
    else if (kind < 0.55) tokens.splice(at, 0, pick(TOKENS));
    else if (kind < 0.75) tokens.splice(at, 1, pick(TOKENS));
    else if (kind < 0.85) tokens.splice(at, 0, tokens[at] ?? ')');
    else if (kind < 0.93) tokens.splice(at, 2, tokens[at + 1] ?? '', tokens[at] ?? '');
    else tokens.length = Math.min(tokens.length, at);
  }
  return tokens.join('');
}
