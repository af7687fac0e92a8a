/** What kind of thing the standard streams are. `node:tty` (2 ms) is loaded only when one may be a terminal. */
import * as fs from 'node:fs';
import { createRequire } from 'node:module';

type Tty = typeof import('node:tty');

function loadTty(): Tty {
  return process.getBuiltinModule === undefined
    ? (createRequire('/')('node:tty') as Tty)
    : process.getBuiltinModule('node:tty');
}

/** `/dev/null` and its like, to which output often goes: Linux gives them major number 1. */
function isMemoryDevice(device: number): boolean {
  return process.platform === 'linux' && device >>> 8 === 1;
}

const known = new Map<number, boolean>();

export function isTerminal(fd: number): boolean {
  let answer = known.get(fd);
  if (answer === undefined) {
    answer = false;
    try {
      const stat = fs.fstatSync(fd);
      answer = stat.isCharacterDevice() && !isMemoryDevice(stat.rdev) && loadTty().isatty(fd);
    } catch {
      // A closed descriptor is no terminal.
    }
    known.set(fd, answer);
  }
  return answer;
}

/** Columns: `COLUMNS`, else the terminal's, else 80. */
export function terminalWidth(columns: string | undefined): number {
  const given = Number.parseInt(columns ?? '', 10);
  if (given > 0) return given;
  for (const fd of [2, 1, 0]) {
    if (!isTerminal(fd)) continue;
    const stream = new (loadTty().WriteStream)(fd);
    const width = stream.columns;
    stream.unref();
    if (width > 0) return width;
  }
  return 80;
}
