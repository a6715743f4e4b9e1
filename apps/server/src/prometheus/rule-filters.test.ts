import { expect, test } from 'vitest';
import { Params } from './params.ts';
import { checkRuleFilters } from './rule-filters.ts';

const problemOf = (query: string): string | undefined => {
  try {
    checkRuleFilters(new Params(query, undefined));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

test.each([
  ['', undefined],
  ['type=Alert&exclude_alerts=TRUE&group_limit=%2B5&group_next_token=x', undefined],
  ['type=x&match[]={', '1:2: parse error: unexpected end of input inside braces'],
  ['match[]={}', 'match[] must contain at least one non-empty matcher'],
  ['type=x&exclude_alerts=x', 'invalid parameter "type": not supported value "x"'],
  [
    'exclude_alerts=Yes&group_limit=x',
    'invalid parameter "exclude_alerts": error converting exclude_alerts: strconv.ParseBool: parsing "yes": invalid syntax',
  ],
  [
    'group_next_token=x',
    'invalid parameter "group_next_token": group_limit needs to be present in order to paginate over the groups',
  ],
  [
    'group_limit=1.5',
    'invalid parameter "group_limit": group_limit needs to be a valid number: strconv.ParseInt: parsing "1.5": invalid syntax',
  ],
  [
    'group_limit=2147483648',
    'invalid parameter "group_limit": group_limit needs to be a valid number: strconv.ParseInt: parsing "2147483648": value out of range',
  ],
  ['group_limit=0', 'invalid parameter "group_limit": group_limit needs to be greater than 0'],
])('%s', (query, error) => {
  expect(problemOf(query)).toBe(error);
});
