import { parseSelectors } from '../query/selectors.ts';
import { BadParameter, type Params } from './params.ts';

/** What Go's `strconv.ParseBool` takes, in lower case. */
const BOOLEANS: ReadonlySet<string> = new Set(['1', 't', 'true', '0', 'f', 'false']);

/** Refuses what a list of rules cannot be asked for, in the order and the words of Prometheus. */
export function checkRuleFilters(params: Params): void {
  const parsed = parseSelectors(params.all('match[]'));
  if (!parsed.ok) throw new BadParameter(parsed.message);
  const refuse = (name: string, problem: string): never => {
    throw new BadParameter(`invalid parameter "${name}": ${problem}`);
  };
  const type = params.get('type').toLowerCase();
  if (!['', 'alert', 'record'].includes(type)) refuse('type', `not supported value ${JSON.stringify(type)}`);
  const without = params.get('exclude_alerts').toLowerCase();
  if (without !== '' && !BOOLEANS.has(without))
    refuse('exclude_alerts', `error converting exclude_alerts: ${goError('ParseBool', without, 'invalid syntax')}`);
  const limit = params.get('group_limit');
  if (limit === '') {
    if (params.get('group_next_token') !== '')
      refuse('group_next_token', 'group_limit needs to be present in order to paginate over the groups');
    return;
  }
  const isNumber = /^[+-]?\d+$/.test(limit);
  if (!isNumber || Number(limit) >= 2 ** 31 || Number(limit) < -(2 ** 31)) {
    const problem = goError('ParseInt', limit, isNumber ? 'value out of range' : 'invalid syntax');
    refuse('group_limit', `group_limit needs to be a valid number: ${problem}`);
  }
  if (Number(limit) <= 0) refuse('group_limit', 'group_limit needs to be greater than 0');
}

const goError = (name: string, text: string, problem: string): string =>
  `strconv.${name}: parsing ${JSON.stringify(text)}: ${problem}`;
