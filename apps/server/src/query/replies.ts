import { failureBody } from './envelope.ts';
import { timeoutNote, type Job, type JobReply } from './job.ts';

export const replyOf = (status: number, body: Uint8Array<ArrayBuffer>): JobReply => ({
  status,
  contentType: 'application/json',
  encoding: 'identity',
  body,
});
/** The body of a reply that is not compressed. */
export const textOf = ({ body }: JobReply): string =>
  typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
/** What the log calls a job. */
export const nameOf = (job: Job): string => ('query' in job ? job.query.slice(0, 1000) : job.kind);
export const canceled = (): JobReply =>
  replyOf(499, failureBody('canceled', 'query was canceled in expression evaluation'));
export const timedOut = (where: string, timeoutMs: number): JobReply =>
  replyOf(503, failureBody('timeout', `query timed out in ${where}${timeoutNote(timeoutMs)}`));
