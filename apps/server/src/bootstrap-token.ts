import { chmodSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { audit } from './metadata/audit.ts';
import type { Database } from './metadata/database.ts';
import type { RandomBytes } from './metadata/secrets.ts';
import { createToken, findToken } from './metadata/tokens.ts';

/**
 * Writes a new agent token to `file` (mode 0600) unless the file holds a token that is valid already. So an agent on the same
 * machine gets in without anybody copying a secret.
 */
export function bootstrapAgentToken(
  db: Database,
  random: RandomBytes,
  nowMs: number,
  file: string,
): 'kept' | 'written' {
  if (existsSync(file) && findToken(db, readFileSync(file, 'utf8').trim(), nowMs)?.kind === 'agent') return 'kept';
  const workspace = 'default';
  const { token, secret } = createToken(db, random, nowMs, {
    workspace,
    name: 'agent of this machine',
    kind: 'agent',
    createdBy: null,
  });
  const descriptor = openSync(file, 'w', 0o600);
  try {
    // The mode above counts for a new file only.
    chmodSync(file, 0o600);
    writeSync(descriptor, `${secret}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  audit(db, {
    atMs: nowMs,
    workspace,
    actor: 'server',
    action: 'token.create',
    object: token.id,
    address: '',
    details: `agent ${file}`,
  });
  return 'written';
}
