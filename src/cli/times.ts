/** `--time`: how long a command took. */
import type { ByteString } from '../bytes/index.js';

export interface Times {
  readonly real: number;
  readonly cpu: NodeJS.CpuUsage;
}

// Not `performance`: that is a module of its own, and this runs for every command.
function milliseconds(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

export function startTimes(): Times {
  return { real: milliseconds(), cpu: process.cpuUsage() };
}

export function printTimes(start: Times, write: (text: ByteString) => void): void {
  const cpu = process.cpuUsage(start.cpu);
  const real = ((milliseconds() - start.real) / 1000).toFixed(3);
  const part = (microseconds: number): string => (microseconds / 1e6).toFixed(3);
  write(`time: real ${real} secs (user ${part(cpu.user)}+0.000 sys ${part(cpu.system)}+0.000)\n`);
}
