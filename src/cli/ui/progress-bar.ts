/** Progress on a terminal: a line on standard error, redrawn at most ten times a second. */
import type { ByteString } from '../../bytes/index.js';
import type { Config } from '../../config/index.js';
import type { Progress } from './ui.js';

export interface ProgressScreen {
  /** Columns of the terminal. */
  readonly width: number;
  write(text: ByteString): void;
  /** Milliseconds. */
  now(): number;
}

interface Topic {
  readonly name: ByteString;
  readonly total: number | undefined;
  readonly unit: ByteString;
  readonly started: number;
  position: number;
  item: ByteString;
}

/** `10s`, `1m02s`, `3h01m`, `2d03h`, `1w02d`, `1y02w`. */
export function formatRemaining(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  if (seconds < 60) return `${two(seconds)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${two(seconds - minutes * 60)}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 30) return `${hours}h${two(minutes - hours * 60)}m`;
  const days = Math.floor(hours / 24);
  if (days <= 15) return `${days}d${two(hours - days * 24)}h`;
  const weeks = Math.floor(days / 7);
  if (weeks <= 55) return `${weeks}w${two(days - weeks * 7)}d`;
  const years = Math.floor(weeks / 52);
  return `${years}y${two(weeks - years * 52)}w`;
}

export class ProgressBars {
  readonly #screen: ProgressScreen;
  readonly #topics: Topic[] = [];
  readonly #delay: number;
  readonly #refresh: number;
  readonly #format: readonly ByteString[];
  readonly #clearWhenDone: boolean;
  readonly #width: number;
  readonly #shown: number;
  #lastDraw = 0;
  #drawn = false;
  #firstStart = 0;

  constructor(config: Config, screen: ProgressScreen) {
    const seconds = (name: string, fallback: number): number => {
      const value = Number(config.get('progress', name) ?? fallback);
      return (Number.isFinite(value) ? value : fallback) * 1000;
    };
    this.#screen = screen;
    this.#delay = seconds('delay', 3);
    this.#refresh = seconds('refresh', 0.1);
    this.#format = config.getList('progress', 'format', ['topic', 'bar', 'number', 'estimate']);
    this.#clearWhenDone = config.getBool('progress', 'clear-complete', true);
    this.#width = Math.min(config.getInt('progress', 'width', screen.width), screen.width);
    this.#shown = seconds('changedelay', 1);
  }

  start(name: ByteString, total: number | undefined, unit: ByteString): Progress {
    const now = this.#screen.now();
    if (this.#topics.length === 0) this.#firstStart = now;
    const topic: Topic = { name, total, unit, started: now, position: 0, item: '' };
    this.#topics.push(topic);
    let calls = 0;
    return {
      update: (position, item = '') => {
        topic.position = position;
        topic.item = item;
        // The clock costs more than the rest: look at it on some of the calls only.
        if ((++calls & 15) !== 1 && position !== total) return;
        this.#maybeDraw(topic);
      },
      complete: () => {
        const at = this.#topics.indexOf(topic);
        if (at < 0) return;
        this.#topics.splice(at);
        if (this.#topics.length === 0 && this.#drawn) {
          if (this.#clearWhenDone) this.clear();
          else this.#screen.write('\n');
          this.#drawn = false;
        }
      },
    };
  }

  /** Takes the line away, so that ordinary output has a clean one. */
  clear(): void {
    if (!this.#drawn) return;
    this.#screen.write(`\r${' '.repeat(this.#width)}\r`);
    this.#drawn = false;
    this.#lastDraw = this.#screen.now() - this.#refresh + Math.min(this.#shown, this.#refresh);
  }

  #maybeDraw(topic: Topic): void {
    const now = this.#screen.now();
    if (now - this.#firstStart < this.#delay || now - this.#lastDraw < this.#refresh) return;
    if (this.#topics[this.#topics.length - 1] !== topic) return;
    this.#lastDraw = now;
    this.#drawn = true;
    this.#screen.write(`\r${this.#line(topic, now)}`);
  }

  #line(topic: Topic, now: number): ByteString {
    const { total, position, unit } = topic;
    const elapsed = (now - topic.started) / 1000;
    const before: string[] = [];
    const after: string[] = [];
    let list = before;
    let bar = false;
    for (const word of this.#format) {
      const [what, size] = word.split(/(?=[-+]\d+$)/) as [string, string | undefined];
      if (what === 'bar') {
        bar = true;
        list = after;
      } else if (what === 'topic') list.push(topic.name);
      else if (what === 'number')
        list.push(
          total === undefined ? `${position}` : `${String(position).padStart(String(total).length)}/${total}`,
        );
      else if (what === 'unit' && unit !== '') list.push(unit);
      else if (what === 'item' && topic.item !== '') {
        const width = Number.parseInt(size ?? '20', 10);
        const item = width >= 0 ? topic.item.slice(0, width) : topic.item.slice(width);
        list.push(item.padEnd(Math.abs(width)));
      } else if (what === 'speed' && elapsed > 0) list.push(`${Math.floor(position / elapsed)} ${unit}/sec`);
      else if (what === 'estimate' && total && position > 0 && elapsed > 1)
        list.push(formatRemaining(Math.floor((elapsed * (total - position)) / position) + 1));
    }
    const head = before.length === 0 ? '' : `${before.join(' ')} `;
    const tail = after.length === 0 ? '' : ` ${after.join(' ')}`;
    if (!bar) return `${head.trimEnd()}${tail}`.slice(0, this.#width).padEnd(this.#width);
    const room = Math.max(this.#width - head.length - tail.length - 2, 0);
    let inner: string;
    if (total === undefined || position > total) {
      // No total: three dashes walk to and fro.
      const steps = Math.max(room - 3, 1);
      const phase = Math.floor(now / this.#refresh) % (2 * steps);
      const at = phase < steps ? phase : 2 * steps - phase;
      inner = `${' '.repeat(at)}<=>`.slice(0, room).padEnd(room);
    } else {
      const filled = total === 0 ? room : Math.floor((position * room) / total);
      inner = (filled > 0 && filled < room ? `${'='.repeat(filled - 1)}>` : '='.repeat(filled)).padEnd(room);
    }
    return `${head}[${inner}]${tail}`;
  }
}
