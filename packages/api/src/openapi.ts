import { z } from 'zod';
import { errorBody, errorTable, type ErrorCode } from './errors.ts';
import type { Route } from './route.ts';

/** Codes that any route may answer, beside its own. */
const anywhere: readonly ErrorCode[] = ['internal', 'unavailable'];

type Json = Record<string, unknown>;

/** The document at `/api/openapi.json`: OpenAPI 3.1, whose schemas are JSON Schema as zod writes them. */
export function openApiDocument(all: readonly Route[], version: string): Json {
  const components: Json = {};
  const schemaOf = schemaWriter(components);
  components['Error'] = schemaOf(errorBody.meta({}), 'output');
  const paths: Record<string, Json> = {};
  for (const it of all) {
    const path = it.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [it.method.toLowerCase()]: operation(it, schemaOf) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Binnacle', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'binnacle_session' },
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'tkn_…' },
      },
    },
  };
}

type SchemaOf = (schema: z.ZodType, io: 'input' | 'output') => Json;

/** Writes schemas inline, but those with an id (`.meta({ id })`) once among the components, with references to them. */
function schemaWriter(components: Json): SchemaOf {
  return (schema, io) => {
    // What a caller sends may leave out what has a default, so requests have components of their own.
    const suffix = io === 'input' ? 'Request' : '';
    const text = JSON.stringify(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));
    const {
      $schema: _,
      $defs,
      ...rest
    } = JSON.parse(text.replace(/"#\/\$defs\/(\w+)"/g, `"#/components/schemas/$1${suffix}"`)) as Json;
    for (const [id, definition] of Object.entries(($defs ?? {}) as Json)) components[id + suffix] ??= definition;
    return rest;
  };
}

function operation(it: Route, schemaOf: SchemaOf): Json {
  const codes = [...it.errors, ...(it.access === 'public' ? [] : (['unauthenticated'] as const)), ...anywhere];
  if (it.body !== undefined || it.params !== undefined || it.query !== undefined) codes.unshift('invalid_request');
  const parameters = [...parametersOf(it.params, 'path', schemaOf), ...parametersOf(it.query, 'query', schemaOf)];
  return {
    operationId: it.id,
    summary: it.summary,
    security: it.access === 'public' ? [] : it.access === 'agent' ? [{ token: [] }] : [{ session: [] }],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(it.body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(it.body, 'input') } } } }),
    responses: { [it.status]: successOf(it, schemaOf), ...errorsOf(codes) },
  };
}

const parametersOf = (params: z.ZodObject | undefined, place: 'path' | 'query', schemaOf: SchemaOf): Json[] =>
  Object.entries(params?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || !(schema as z.ZodType).safeParse(undefined).success,
    schema: schemaOf(schema as z.ZodType, place === 'path' ? 'output' : 'input'),
  }));

const successOf = (it: Route, schemaOf: SchemaOf): Json =>
  it.response === undefined
    ? { description: 'Done' }
    : { description: 'Done', content: { 'application/json': { schema: schemaOf(it.response, 'output') } } };

function errorsOf(codes: readonly ErrorCode[]): Json {
  const byStatus: Record<string, ErrorCode[]> = {};
  for (const code of new Set(codes)) (byStatus[errorTable[code].status] ??= []).push(code);
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, group]) => [
      status,
      {
        description: group.map((code) => `\`${code}\`: ${errorTable[code].meaning}`).join(' '),
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    ]),
  );
}
