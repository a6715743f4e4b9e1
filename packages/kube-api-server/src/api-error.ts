/** A cause of an invalid object, as `details.causes` has it. */
export interface StatusCause {
  readonly reason: string;
  readonly message: string;
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** metav1.Status: what the API server answers when it does not answer with an object. */
export interface StatusBody {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: { readonly continue?: string; readonly resourceVersion?: string };
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code?: number;
}

/** Names a resource in messages and details. */
export interface Named {
  readonly group: string;
  readonly plural: string;
}

/** `pods` or `deployments.apps`. */
export const qualified = ({ group, plural }: Named): string => (group === '' ? plural : `${plural}.${group}`);

/** A refusal with the status, reason and message of the real API server. Thrown inside a request, answered at its top. */
export class ApiError extends Error {
  readonly code: number;
  readonly reason: string | undefined;
  readonly details: StatusDetails | undefined;
  readonly continueToken: string | undefined;

  constructor(
    code: number,
    reason: string | undefined,
    message: string,
    details?: StatusDetails,
    continueToken?: string,
  ) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
    this.continueToken = continueToken;
  }

  get body(): StatusBody {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: this.continueToken === undefined ? {} : { continue: this.continueToken, resourceVersion: '-1' },
      status: 'Failure',
      message: this.message,
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      ...(this.details === undefined ? {} : { details: this.details }),
      code: this.code,
    };
  }
}

const detailsOf = (named: Named, name: string): StatusDetails => ({
  name,
  ...(named.group === '' ? {} : { group: named.group }),
  kind: named.plural,
});

export const notFound = (named: Named, name: string): ApiError =>
  new ApiError(404, 'NotFound', `${qualified(named)} "${name}" not found`, detailsOf(named, name));

/** Nothing is served at this path. */
export const noSuchPath = (): ApiError =>
  new ApiError(404, 'NotFound', 'the server could not find the requested resource', {});

export const alreadyExists = (named: Named, name: string): ApiError =>
  new ApiError(409, 'AlreadyExists', `${qualified(named)} "${name}" already exists`, detailsOf(named, name));

export const conflict = (named: Named, name: string, why: string): ApiError =>
  new ApiError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(named)} "${name}": ${why}`,
    detailsOf(named, name),
  );

export const badRequest = (message: string): ApiError => new ApiError(400, 'BadRequest', message);

/** @param kind  with the group where it has one: details name the kind here, not the resource */
export function invalid(group: string, kind: string, name: string, causes: readonly StatusCause[]): ApiError {
  const listed = causes.map(({ field, message }) => `${field ?? ''}: ${message}`);
  const said = listed.length === 1 ? listed[0] : `[${listed.join(', ')}]`;
  return new ApiError(422, 'Invalid', `${group === '' ? kind : `${kind}.${group}`} "${name}" is invalid: ${said}`, {
    ...(name === '' ? {} : { name }),
    ...(group === '' ? {} : { group }),
    kind,
    causes,
  });
}

export const methodNotAllowed = (): ApiError =>
  new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});

export const unsupportedMediaType = (accepted: readonly string[]): ApiError =>
  new ApiError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );

/** The history does not reach back to `wanted` any more. */
export const expired = (wanted: number, oldest: number): ApiError =>
  new ApiError(410, 'Expired', `too old resource version: ${wanted} (${oldest})`);

/** A resource version that is not there yet. */
export const tooLargeVersion = (wanted: number, current: number): ApiError =>
  new ApiError(504, 'Timeout', `Timeout: Too large resource version: ${wanted}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
