import type { ServerResponse } from 'node:http';
import { json, type Answer } from './answer.ts';
import { ApiError, conflict } from './api-error.ts';
import type { Fault } from './faults.ts';
import type { RequestInfo } from './request-info.ts';

export const goneStatus = (): ApiError =>
  new ApiError(410, 'Expired', 'The resourceVersion for the provided watch is too old.');

/** Answers as the fault says; a watch is answered at once. */
export function answerFault(
  fault: Exclude<Fault, { kind: 'delay' | 'hold' | 'drop' | 'cut' }>,
  info: RequestInfo,
  response: ServerResponse,
): Answer {
  switch (fault.kind) {
    case 'too-many-requests':
      return {
        ...json(
          429,
          new ApiError(429, 'TooManyRequests', 'The apiserver is overloaded, please retry', {
            retryAfterSeconds: fault.retryAfterSeconds,
          }).body,
        ),
        headers: { 'retry-after': String(fault.retryAfterSeconds) },
      };
    case 'status':
      throw new ApiError(fault.code, fault.reason ?? 'InternalError', fault.message ?? 'an injected fault');
    case 'conflict': {
      const named = info.kind === 'resource' ? { group: info.group, plural: info.resource } : { group: '', plural: '' };
      const name = info.kind === 'resource' ? (info.name ?? '') : '';
      throw conflict(
        named,
        name,
        'the object has been modified; please apply your changes to the latest version and try again',
      );
    }
    case 'gone': {
      if (info.kind !== 'resource' || info.verb !== 'watch') throw goneStatus();
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(`${JSON.stringify({ type: 'ERROR', object: goneStatus().body })}\n`);
      return { code: 200, body: '' };
    }
  }
}
