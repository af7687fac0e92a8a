/** A Python process with hg's modules, for the rows that compare code without the start of a process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { benchEnvironment } from './harness.js';

// Seen from dist/run/, where the bundled bench lies.
const SCRIPT = fileURLToPath(new URL('../../bench/in-process-hg.py', import.meta.url));

export interface HgAnswer {
  /** CPU milliseconds per operation. */
  readonly ms: number;
  /** Of the result, to compare with ours. */
  readonly digest: string;
}

/** Started by the first request. Set HG_PYTHON when hg does not run on /usr/bin/python3. */
export class HgWorker {
  #child: ChildProcess | undefined;
  #lines: Interface | undefined;

  /** One at a time. @throws Error when the process ends. */
  async ask(name: string, ...args: readonly unknown[]): Promise<HgAnswer> {
    const child = this.#start();
    const lines = this.#lines as Interface;
    const answer = new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      child.once('exit', (code) => reject(new Error(`${SCRIPT}: exit code ${code}`)));
    });
    child.stdin?.write(`${JSON.stringify([name, ...args])}\n`);
    const line = await answer;
    child.removeAllListeners('exit');
    return JSON.parse(line) as HgAnswer;
  }

  #start(): ChildProcess {
    if (this.#child === undefined) {
      const child = spawn(process.env.HG_PYTHON ?? '/usr/bin/python3', [SCRIPT], {
        stdio: ['pipe', 'pipe', 'inherit'],
        env: benchEnvironment(),
      });
      this.#child = child;
      this.#lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    }
    return this.#child;
  }

  close(): void {
    this.#child?.stdin?.end();
  }
}
