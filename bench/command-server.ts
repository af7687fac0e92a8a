/** A client of hg's command server: one hg process that runs many commands, without the start of a process for each. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { benchEnvironment } from './harness.js';

export class CommandServer {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting: ((code: number) => void)[] = [];
  #received = Buffer.alloc(0);
  #greeted: () => void = () => undefined;
  /** Resolves when the server has said what it can do. */
  readonly ready = new Promise<void>((resolve) => {
    this.#greeted = resolve;
  });

  constructor(repo: string) {
    this.#child = spawn('hg', ['serve', '--cmdserver', 'pipe'], { cwd: repo, env: benchEnvironment() });
    this.#child.stdout.on('data', (data: Buffer) => {
      this.#received = Buffer.concat([this.#received, data]);
      this.#read();
    });
    this.#child.on('close', () => {
      for (const resolve of this.#waiting.splice(0)) resolve(-1);
    });
  }

  /** @returns the exit code. */
  run(args: readonly string[]): Promise<number> {
    const data = Buffer.from(args.join('\0'));
    const head = Buffer.from('runcommand\n0000');
    head.writeUInt32BE(data.length, 11);
    this.#child.stdin.write(Buffer.concat([head, data]));
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Messages: a byte for the channel, a 32-bit length, data. The first one is the greeting. */
  #read(): void {
    while (this.#received.length >= 5) {
      const end = 5 + this.#received.readUInt32BE(1);
      if (this.#received.length < end) return;
      if (this.#received[0] === 0x72) this.#waiting.shift()?.(this.#received.readInt32BE(5));
      this.#received = this.#received.subarray(end);
      this.#greeted();
    }
  }

  close(): void {
    this.#child.stdin.end();
  }
}
