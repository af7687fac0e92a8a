/** Times the same work done by `hg` and by `qs`, interleaved, and prints medians with their ratio. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** One line of the table: a command line for each side, or a function that returns milliseconds. */
export interface BenchRow {
  readonly name: string;
  /** The least ratio hg / qs that is aimed at; undefined when there is no aim. */
  readonly aim?: number;
  /** Done before each run of either side, and not timed. */
  readonly before?: () => void;
  readonly hg: Work;
  readonly qs: Work;
}

export type Work = readonly string[] | (() => Promise<number> | number);

export interface BenchResult {
  readonly name: string;
  readonly aim: number | undefined;
  readonly hgMilliseconds: number;
  readonly qsMilliseconds: number;
  readonly ratio: number;
  /** Peak resident set of the qs process in MiB; undefined for work in this process. */
  readonly qsPeakMiB: number | undefined;
}

/** The environment of every timed process: no user configuration, and none of Node's slow start-up options. */
export function benchEnvironment(): NodeJS.ProcessEnv {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  return { ...env, HGRCPATH: '/dev/null', HGPLAIN: '1', LC_ALL: 'C.UTF-8' };
}

/**
 * Paths that have never been used, for whatever is created again in each round. ext4 looks one by one at the inodes of files that were removed
 * in the last minutes before it gives out another: a round in a place that was cleared just before takes up to twice as long, on both sides.
 */
export function freshPaths(prefix: string): () => string {
  let count = 0;
  return () => `${prefix}-${count++}`;
}

interface RunFigures {
  readonly milliseconds: number;
  readonly peakMiB: number | undefined;
}

/** Runs a command with its output discarded. Throws when it exits with a code other than 0 or 1. */
async function runCommand(command: readonly string[], watchMemory: boolean): Promise<RunFigures> {
  const [file, ...args] = command as [string, ...string[]];
  const begin = process.hrtime.bigint();
  const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'], env: benchEnvironment() });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  let peak: number | undefined;
  const poll = watchMemory
    ? setInterval(() => {
        try {
          const high = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
          if (high) peak = Math.max(peak ?? 0, Number(high[1]) / 1024);
        } catch {
          // The process has ended, or there is no /proc here: no figure.
        }
      }, 10)
    : undefined;
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  clearInterval(poll);
  if (code !== 0 && code !== 1)
    throw new Error(`${command.join(' ')} exited with ${code}: ${errors.slice(0, 500)}`);
  return { milliseconds: Number(process.hrtime.bigint() - begin) / 1e6, peakMiB: peak };
}

async function run(work: Work, watchMemory = false): Promise<RunFigures> {
  if (typeof work === 'function') return { milliseconds: await work(), peakMiB: undefined };
  return runCommand(work, watchMemory);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** One warm-up of each side, then `rounds` rounds with the sides taking turns. */
export async function measure(row: BenchRow, rounds: number): Promise<BenchResult> {
  const figures = (work: Work, watchMemory = false): Promise<RunFigures> => {
    row.before?.();
    return run(work, watchMemory);
  };
  await figures(row.hg);
  const peak = (await figures(row.qs, true)).peakMiB;
  const hg: number[] = [];
  const qs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    hg.push((await figures(row.hg)).milliseconds);
    qs.push((await figures(row.qs)).milliseconds);
  }
  const hgMilliseconds = median(hg);
  const qsMilliseconds = median(qs);
  return {
    name: row.name,
    aim: row.aim,
    hgMilliseconds,
    qsMilliseconds,
    ratio: hgMilliseconds / qsMilliseconds,
    qsPeakMiB: peak,
  };
}

function figure(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
  if (milliseconds >= 1) return `${milliseconds.toFixed(1)} ms`;
  return `${(milliseconds * 1000).toFixed(1)} us`;
}

/** A Markdown table, one row a line. */
export function formatTable(results: readonly BenchResult[]): string {
  const lines = ['| row | hg | qs | ratio | aim | peak memory |', '|---|---|---|---|---|---|'];
  for (const result of results) lines.push(formatRow(result));
  return lines.join('\n');
}

export function formatRow(result: BenchResult): string {
  const short = result.aim !== undefined && result.ratio < result.aim ? ' (short)' : '';
  const memory = result.qsPeakMiB === undefined ? '' : `${result.qsPeakMiB.toFixed(0)} MiB`;
  const aim = result.aim === undefined ? '' : `${result.aim}x`;
  return `| ${result.name} | ${figure(result.hgMilliseconds)} | ${figure(result.qsMilliseconds)} | ${result.ratio.toFixed(2)}x${short} | ${aim} | ${memory} |`;
}
