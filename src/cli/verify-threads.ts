/** The threads of `verify`: a program of its own beside the bundled command; without it there are none. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createVerifyWorkers } from '../node/index.js';
import type { VerifyWorkers } from '../repo/index.js';

export function verifyThreads(): VerifyWorkers | undefined {
  const program = typeof __dirname === 'string' ? join(__dirname, 'verify-worker.cjs') : '';
  return program !== '' && existsSync(program) ? createVerifyWorkers(program) : undefined;
}
