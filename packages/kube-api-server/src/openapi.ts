import { ProtoWriter } from '@binnacle/protobuf';
import type { Answer } from './answer.ts';
import { groupVersion, type ResourceType } from './resource-type.ts';
import type { TypeRegistry } from './type-registry.ts';

/**
 * The least OpenAPI document that kubectl works with: one path for each kind and version, whose PATCH names the kind and
 * the parameters `dryRun` and `fieldValidation`. With no schemas in it, kubectl has nothing to validate against and leaves
 * that to the server. kubectl asks for protobuf; everybody else gets JSON.
 */
export function openApi(types: TypeRegistry, accept: string | undefined): Answer {
  const paths = [...types.all()].flatMap((type) => type.versions.map((version) => ({ type, version })));
  if (accept?.includes('com.github.proto-openapi') === true) {
    // The type that kubectl asks for has an "@", which no media type may have in an answer.
    const contentType = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
    return { code: 200, body: protobufDocument(paths), contentType };
  }
  return { code: 200, body: JSON.stringify(jsonDocument(paths)), contentType: 'application/json' };
}

interface Served {
  readonly type: ResourceType;
  readonly version: string;
}

const PARAMETERS = ['dryRun', 'fieldManager', 'fieldValidation', 'force'];
const GVK = 'x-kubernetes-group-version-kind';

function pathOf({ type, version }: Served): string {
  const root = type.group === '' ? 'api' : 'apis';
  return `/${root}/${groupVersion(type.group, version)}/${type.namespaced ? 'namespaces/{namespace}/' : ''}${type.plural}/{name}`;
}

function jsonDocument(served: readonly Served[]): unknown {
  const parameters = PARAMETERS.map((name) => ({ in: 'query', name, type: 'string', uniqueItems: true }));
  const responses = { 200: { description: 'OK' } };
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: 'v1' },
    paths: Object.fromEntries(
      served.map((each) => {
        const kind = { group: each.type.group, kind: each.type.kind, version: each.version };
        return [pathOf(each), { patch: { parameters, responses, 'x-kubernetes-action': 'patch', [GVK]: kind } }];
      }),
    ),
    definitions: {},
  };
}

/** Numbers of fields: github.com/google/gnostic, openapiv2/OpenAPIv2.proto. */
const field = (number: number): number => number * 8 + 2;

function message(fill: (writer: ProtoWriter) => void): ProtoWriter {
  const writer = new ProtoWriter(256);
  fill(writer);
  return writer;
}

function text(writer: ProtoWriter, number: number, value: string): void {
  writer.varint(field(number));
  writer.text(value);
}

function protobufDocument(served: readonly Served[]): Buffer {
  const document = message((out) => {
    text(out, 1, '2.0');
    out.nested(
      field(2),
      message((info) => {
        text(info, 1, 'Kubernetes');
        text(info, 2, 'v1');
      }),
    );
    out.nested(
      field(8),
      message((paths) => {
        for (const each of served) paths.nested(field(2), namedPath(each));
      }),
    );
  });
  return Buffer.from(document.bytes.subarray(0, document.length));
}

const namedPath = (served: Served): ProtoWriter =>
  message((named) => {
    text(named, 1, pathOf(served));
    named.nested(
      field(2),
      message((item) => item.nested(field(8), patchOperation(served))),
    );
  });

const patchOperation = ({ type, version }: Served): ProtoWriter =>
  message((operation) => {
    for (const name of PARAMETERS) operation.nested(field(8), queryParameter(name));
    operation.nested(
      field(13),
      message((extension) => {
        text(extension, 1, GVK);
        extension.nested(
          field(2),
          message((any) => text(any, 2, `group: "${type.group}"\nkind: ${type.kind}\nversion: ${version}\n`)),
        );
      }),
    );
  });

/** ParametersItem › Parameter › NonBodyParameter › QueryParameterSubSchema. */
const queryParameter = (name: string): ProtoWriter =>
  message((item) =>
    item.nested(
      field(1),
      message((parameter) =>
        parameter.nested(
          field(2),
          message((nonBody) =>
            nonBody.nested(
              field(3),
              message((query) => {
                text(query, 2, 'query');
                text(query, 4, name);
                text(query, 6, 'string');
              }),
            ),
          ),
        ),
      ),
    ),
  );
