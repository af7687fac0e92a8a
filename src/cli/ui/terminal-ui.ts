/** {@link Ui} on the process's standard streams. */
import type { ByteString } from '../../bytes/index.js';
import { type Config, parseBool } from '../../config/index.js';
import { HgError } from '../../errors/index.js';
import type { Formatter } from '../../template/index.js';
import type { Options } from '../command.js';
import { type ColourMode, Colours, colourMode } from './colour.js';
import { BrokenPipe, type Output } from './output.js';
import { type RunningPager, startPager } from './pager.js';
import { isPlain } from './plain.js';
import { ProgressBars } from './progress-bar.js';
import { readInputLine } from './read-line.js';
import { isTerminal, terminalWidth } from './terminal.js';
import type { Progress, Ui } from './ui.js';

export interface TerminalUiSettings {
  readonly config: Config;
  readonly env: (name: string) => ByteString | undefined;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly debug: boolean;
  readonly traceback: boolean;
  readonly interactive: boolean | undefined;
  /** `--color`, `--pager` as given. */
  readonly colour: ByteString | undefined;
  readonly pager: ByteString | undefined;
}

type FormatterFactory = (
  ui: Ui,
  topic: string,
  options: Options,
  write?: (text: ByteString) => void,
) => Formatter;

const NO_PROGRESS: Progress = { update: () => undefined, complete: () => undefined };

export class TerminalUi implements Ui {
  readonly config: Config;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly debugFlag: boolean;
  readonly traceback: boolean;
  readonly plain: boolean;
  readonly #settings: TerminalUiSettings;
  readonly #out: Output;
  readonly #err: Output;
  #mode: ColourMode | undefined;
  #colours: Colours | undefined;
  #pager: RunningPager | undefined;
  #bars: ProgressBars | undefined;
  #formatters: FormatterFactory | undefined;

  constructor(settings: TerminalUiSettings, out: Output, err: Output) {
    this.#settings = settings;
    this.config = settings.config;
    this.quiet = settings.quiet;
    this.verbose = settings.verbose;
    this.debugFlag = settings.debug;
    this.traceback = settings.traceback;
    this.plain = isPlain(settings.env);
    this.#out = out;
    this.#err = err;
  }

  /** Gives the ui its output styles; the dispatcher loads them for the commands that have any. */
  setFormatters(factory: FormatterFactory): void {
    this.#formatters = factory;
  }

  #colourMode(): ColourMode {
    this.#mode ??= isPlain(this.#settings.env, 'color')
      ? 'none'
      : colourMode(
          this.config,
          this.#settings.colour,
          {
            isTerminal: () => this.#pager !== undefined || isTerminal(1),
            term: this.#settings.env('TERM'),
          },
          parseBool,
        );
    return this.#mode;
  }

  #paint(text: ByteString, label: string | undefined): ByteString {
    if (label === undefined || label === '') return text;
    const mode = this.#colourMode();
    if (mode === 'none') return text;
    if (mode === 'debug') return Colours.describe(text, label);
    if (this.#colours === undefined) {
      this.#colours = new Colours(this.config, mode === 'terminfo');
      for (const { label: name, effect } of this.#colours.unknownEffects)
        this.warn(`ignoring unknown color/effect '${effect}' (configured in color.${name})\n`);
    }
    return this.#colours.paint(text, label);
  }

  write(text: ByteString, label?: string): void {
    if (this.#bars !== undefined) this.#bars.clear();
    this.#out.write(label === undefined ? text : this.#paint(text, label));
  }
  say(text: ByteString): void {
    this.write(text);
  }
  writeBytes(bytes: Uint8Array): void {
    if (this.#bars !== undefined) this.#bars.clear();
    this.#out.writeBytes(bytes);
  }
  status(text: ByteString, label?: string): void {
    if (!this.quiet) this.write(text, `${label ?? ''} ui.status`);
  }
  note(text: ByteString, label?: string): void {
    if (this.verbose) this.write(text, `${label ?? ''} ui.note`);
  }
  debug(text: ByteString, label?: string): void {
    if (this.debugFlag) this.write(text, `${label ?? ''} ui.debug`);
  }
  warn(text: ByteString, label?: string): void {
    this.#bars?.clear();
    this.#out.flush();
    this.#err.write(this.#paint(text, `${label ?? ''} ui.warning`));
    this.#err.flush();
  }
  label(text: ByteString, label: string): ByteString {
    return this.#paint(text, label);
  }
  get coloured(): boolean {
    return this.#colourMode() !== 'none';
  }
  get interactive(): boolean {
    if (this.#settings.interactive !== undefined) return this.#settings.interactive;
    if (this.config.has('ui', 'interactive')) return this.config.getBool('ui', 'interactive');
    return isTerminal(0);
  }
  get width(): number {
    return Math.max(terminalWidth(this.#settings.env('COLUMNS')), 1);
  }

  pager(command: string): void {
    if (this.#pager !== undefined || !this.#wantsPager(command)) return;
    const shell = this.#pagerCommand();
    if (shell === '' || shell === 'cat') return;
    // Decided by the terminal, before output goes into a pipe.
    this.#colourMode();
    this.#out.flush();
    this.#pager = startPager(shell, { LESS: process.env.LESS ?? 'FRX', LV: process.env.LV ?? '-c' });
    if (this.#pager === undefined) return;
    this.#out.redirect(this.#pager.fd);
    this.config.set('ui', 'formatted', 'True', 'pager');
    this.config.set('ui', 'interactive', 'False', 'pager');
  }

  #wantsPager(command: string): boolean {
    const asked = this.#settings.pager;
    const always = asked !== undefined && (asked === 'always' || parseBool(asked) === true);
    if (!always) {
      if (asked !== undefined && asked !== 'auto') return false;
      if (isPlain(this.#settings.env, 'pager') || !isTerminal(1)) return false;
      const paginate = this.config.get('ui', 'paginate');
      if (paginate !== undefined && parseBool(paginate) === false) return false;
      if (!this.config.getBool('pager', `attend-${command}`, true)) return false;
      if (this.config.getList('pager', 'ignore').includes(command)) return false;
    }
    return isTerminal(1);
  }

  #pagerCommand(): ByteString {
    const env = this.#settings.env;
    return env('HGPAGER') ?? this.config.get('pager', 'pager') ?? env('PAGER') ?? 'more';
  }

  progress(topic: ByteString, total: number | undefined, unit: ByteString = ''): Progress {
    if (this.#bars === undefined) {
      if (!this.#showsProgress()) return NO_PROGRESS;
      this.#bars = new ProgressBars(this.config, {
        width: this.width,
        write: (text) => {
          this.#out.flush();
          this.#err.write(text);
          this.#err.flush();
        },
        now: () => performance.now(),
      });
    }
    return this.#bars.start(topic, total, unit);
  }

  #showsProgress(): boolean {
    if (this.quiet || this.debugFlag || isPlain(this.#settings.env, 'progress')) return false;
    if (this.config.getBool('progress', 'disable') || this.config.get('ui', 'nontty') === 'x') return false;
    return isTerminal(2) || this.config.getBool('progress', 'assume-tty');
  }

  formatter(topic: string, options: Options, write?: (text: ByteString) => void): Formatter {
    if (this.#formatters === undefined) throw new Error(`no output styles were loaded for ${topic}`);
    return this.#formatters(this, topic, options, write);
  }

  flush(): void {
    this.#out.flush();
  }

  prompt(question: ByteString, fallback: ByteString): ByteString {
    this.write(`${question} `, 'ui.prompt');
    if (!this.interactive) {
      this.write(`${fallback}\n`, 'ui.promptecho');
      return fallback;
    }
    this.#out.flush();
    const line = readInputLine();
    if (line === undefined) throw new HgError('abort', 'response expected');
    const answer = line === '' ? fallback : line;
    if (this.config.getBool('ui', 'promptecho')) this.write(`${answer}\n`, 'ui.promptecho');
    return answer;
  }

  choose(question: ByteString, choices: readonly ByteString[], fallback: number): number {
    for (;;) {
      const answer = this.prompt(question, choices[fallback] as ByteString).toLowerCase();
      const index = choices.indexOf(answer);
      if (index >= 0) return index;
      this.write('unrecognized response\n');
    }
  }

  /** Flushes, and waits for the pager. */
  async close(): Promise<void> {
    try {
      this.#out.flush();
    } catch (error) {
      if (!(error instanceof BrokenPipe) || this.#pager === undefined) throw error;
    } finally {
      await this.#pager?.finish();
    }
  }
}
