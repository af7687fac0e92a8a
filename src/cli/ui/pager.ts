/** Sends standard output through a pager process. */
import { createRequire } from 'node:module';
import type { ByteString } from '../../bytes/index.js';

export interface RunningPager {
  /** Descriptor of the pager's standard input. */
  readonly fd: number;
  /** Closes the input and waits until the user leaves the pager. */
  finish(): Promise<void>;
}

interface WithHandle {
  readonly _handle?: { readonly fd: number };
}

/** Starts `command` with the shell; undefined when it cannot be started. */
export function startPager(
  command: ByteString,
  environment: Readonly<Record<string, string>>,
): RunningPager | undefined {
  const { spawn } = createRequire('/')('node:child_process') as typeof import('node:child_process');
  const child = spawn('/bin/sh', ['-c', Buffer.from(command, 'latin1').toString()], {
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { ...process.env, ...environment },
  });
  // The process was started synchronously; writing to the descriptor needs no event loop.
  const fd = (child.stdin as unknown as WithHandle)._handle?.fd;
  if (fd === undefined || fd < 0) {
    child.kill();
    return undefined;
  }
  child.stdin.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => resolve());
    child.on('error', () => resolve());
  });
  return {
    fd,
    finish() {
      child.stdin.end();
      return ended;
    },
  };
}
