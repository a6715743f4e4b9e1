import { plainDecimal } from '@binnacle/model';
import type { Matcher } from '@binnacle/storage';
import type { AtModifier, Duration, Expr, VectorSelector } from '../ast.ts';
import { functionSignatures } from '../functions/signatures.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * The tree as `/api/v1/parse_query` shows it, key by key what Prometheus answers. Lengths of time are in milliseconds; one
 * that depends on the query is 0, with its tree beside it. Keys are in alphabetical order, as Go prints maps.
 */
export const exprToJson = (expr: Expr): Json => sortKeys(nodeToJson(expr));

function sortKeys(json: Json): Json {
  if (typeof json !== 'object' || json === null) return json;
  if (isList(json)) return json.map(sortKeys);
  const keys = Object.keys(json).sort();
  return Object.fromEntries(keys.map((key) => [key, sortKeys(json[key]!)]));
}

const isList = (json: Json): json is readonly Json[] => Array.isArray(json);

function nodeToJson(expr: Expr): Json {
  switch (expr.kind) {
    case 'number':
      return { type: 'numberLiteral', val: plainDecimal(expr.value) };
    case 'string':
      return { type: 'stringLiteral', val: expr.value };
    case 'paren':
      return { type: 'parenExpr', expr: nodeToJson(expr.expr) };
    case 'unary':
      return { type: 'unaryExpr', op: expr.op, expr: nodeToJson(expr.expr) };
    case 'vector':
      return { type: 'vectorSelector', ...selectorToJson(expr) };
    case 'matrix':
      return { type: 'matrixSelector', ...selectorToJson(expr.vector), ...lengthToJson('range', expr.range) };
    case 'subquery':
      return {
        type: 'subquery',
        expr: nodeToJson(expr.expr),
        ...lengthToJson('range', expr.range),
        ...lengthToJson('offset', expr.offset),
        ...lengthToJson('step', expr.step),
        ...atToJson(expr.at),
      };
    case 'call': {
      const { args: argTypes, variadic, returns: returnType } = functionSignatures[expr.func];
      const func = { name: expr.func, argTypes, variadic, returnType };
      return { type: 'call', func, args: expr.args.map(nodeToJson) };
    }
    case 'aggregate': {
      const { op, grouping, without } = expr;
      const param = expr.param === undefined ? null : nodeToJson(expr.param);
      return { type: 'aggregation', op, expr: nodeToJson(expr.expr), param, grouping, without };
    }
    case 'binary': {
      const { op, returnBool: bool, matching } = expr;
      const sides = { lhs: nodeToJson(expr.left), rhs: nodeToJson(expr.right) };
      if (matching === undefined) return { type: 'binaryExpr', op, ...sides, matching: null, bool };
      const { cardinality: card, labels, on, include, fillLeft, fillRight } = matching;
      const fillValues = { lhs: fillLeft ?? null, rhs: fillRight ?? null };
      return { type: 'binaryExpr', op, ...sides, matching: { card, labels, on, include, fillValues }, bool };
    }
  }
}

function selectorToJson({ name, matchers, offset, at, edge }: VectorSelector): { readonly [key: string]: Json } {
  return {
    name,
    ...lengthToJson('offset', offset),
    matchers: matchers.map(matcherToJson),
    ...atToJson(at),
    anchored: edge === 'anchored',
    smoothed: edge === 'smoothed',
  };
}

const matcherToJson = ({ name, value, op }: Matcher): Json => ({ name, value, type: op });

const atToJson = (at: AtModifier | undefined): { readonly [key: string]: Json } => ({
  timestamp: at?.kind === 'timestamp' ? at.timestampMs : null,
  startOrEnd: at === undefined || at.kind === 'timestamp' ? null : at.kind,
});

function lengthToJson(key: string, duration: Duration | undefined): { readonly [key: string]: Json } {
  if (duration === undefined) return { [key]: 0 };
  if (duration.kind === 'number') return { [key]: Math.round(duration.value * 1000) };
  return { [key]: 0, [`${key}Expr`]: durationToJson(duration) };
}

function durationToJson(duration: Duration): { readonly [key: string]: Json } {
  switch (duration.kind) {
    case 'number':
      return { type: 'numberLiteral', val: plainDecimal(duration.value), duration: duration.isDuration };
    case 'duration_paren': {
      const inner = durationToJson(duration.expr);
      if (duration.expr.kind === 'number')
        return { type: 'durationExpr', op: '+', lhs: null, rhs: inner, wrapped: true };
      return { ...inner, wrapped: true };
    }
    case 'duration_unary':
      return { type: 'durationExpr', op: duration.op, lhs: null, rhs: durationToJson(duration.expr), wrapped: false };
    case 'duration_binary': {
      const sides = { lhs: durationToJson(duration.left), rhs: durationToJson(duration.right) };
      return { type: 'durationExpr', op: duration.op, ...sides, wrapped: false };
    }
    case 'duration_call': {
      const [lhs = null, rhs = null] = duration.args.map(durationToJson);
      return { type: 'durationExpr', op: duration.func, lhs, rhs, wrapped: false };
    }
  }
}
