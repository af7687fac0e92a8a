/** Turns labels into terminal colours: modes `ansi` and `debug`, the `[color]` section, custom colours. */
import { type ByteString, isBlank } from '../../bytes/index.js';
import type { Config } from '../../config/index.js';
import { DEFAULT_STYLES, EFFECTS } from './colour-styles.js';

export type ColourMode = 'none' | 'ansi' | 'terminfo' | 'debug';

/** What `ui.color` or `--color` asks for: hg's words and the boolean ones. */
export function colourMode(
  config: Config,
  requested: ByteString | undefined,
  terminal: { readonly isTerminal: () => boolean; readonly term: string | undefined },
  parseBool: (word: ByteString) => boolean | undefined,
): ColourMode {
  const word = requested ?? config.get('ui', 'color') ?? 'auto';
  if (word === 'debug') return 'debug';
  const asBool = parseBool(word);
  const always = word === 'always' || (asBool === true && requested !== undefined && requested !== 'auto');
  if (!always && word !== 'auto' && asBool !== true) return 'none';
  if (!always && (!terminal.isTerminal() || terminal.term === 'dumb' || terminal.term === undefined))
    return 'none';
  const mode = config.get('color', 'mode') ?? 'auto';
  if (mode === 'terminfo') return 'terminfo';
  return mode === 'auto' || mode === 'ansi' ? 'ansi' : 'none';
}

function terminfoCode(code: string): string {
  if (code.startsWith('\x1b')) return code;
  return code === '0' ? '\x1b(B\x1b[m' : `\x1b[${code}m`;
}

export class Colours {
  readonly #styles = new Map<string, string>(Object.entries(DEFAULT_STYLES));
  readonly #custom = new Map<string, string>();
  /** Escape sequence of a whole label text, '' for none. */
  readonly #cache = new Map<string, string>();
  readonly unknownEffects: { label: string; effect: string }[] = [];

  readonly #terminfo: boolean;
  readonly #stop: string;

  /** @param terminfo each effect as a sequence of its own, as terminals of the xterm family take them. */
  constructor(config: Config, terminfo = false) {
    this.#terminfo = terminfo;
    this.#stop = terminfo ? '\x1b(B\x1b[m' : '\x1b[0m';
    for (const { name, value } of config.items('color')) {
      if (name.startsWith('color.')) this.#custom.set(name.slice(6), `38;5;${value}`);
      if (name.startsWith('terminfo.')) this.#custom.set(name.slice(9), value.replaceAll('\\E', '\x1b'));
    }
    for (const { name, value } of config.items('color')) {
      if (!name.includes('.') || name.startsWith('color.') || name.startsWith('terminfo.')) continue;
      const effects = config.getList('color', name);
      const known = effects.filter((effect) => this.#codes(effect) !== undefined);
      for (const effect of effects)
        if (!known.includes(effect)) this.unknownEffects.push({ label: name, effect });
      // An empty value leaves the default.
      if (!isBlank(value)) this.#styles.set(name, known.join(' '));
    }
  }

  #codes(effect: string): string | undefined {
    return EFFECTS[effect] ?? this.#custom.get(effect);
  }

  #start(label: string): string {
    const known = this.#cache.get(label);
    if (known !== undefined) return known;
    const effects: string[] = [];
    for (const part of label.split(/\s+/)) {
      const style = this.#styles.get(part);
      if (style) effects.push(...style.split(/\s+/));
      else if (style === undefined && part !== '' && this.#codes(part) !== undefined) effects.push(part);
    }
    let codes = '';
    for (const effect of effects) {
      const code = this.#codes(effect);
      if (code !== undefined) codes += this.#terminfo ? terminfoCode(code) : `;${code}`;
    }
    const start = codes === '' ? '' : this.#terminfo ? this.#stop + codes : `\x1b[0${codes}m`;
    this.#cache.set(label, start);
    return start;
  }

  /** Every line is coloured for itself, so that pagers may cut anywhere. */
  paint(text: ByteString, label: string): ByteString {
    if (text === '' || label === '') return text;
    const start = this.#start(label);
    if (start === '') return text;
    if (!text.includes('\n')) return `${start}${text}${this.#stop}`;
    return text
      .split('\n')
      .map((line) => (line === '' ? '' : `${start}${line}${this.#stop}`))
      .join('\n');
  }

  /** `--color=debug`: the label beside its text. */
  static describe(text: ByteString, label: string): ByteString {
    if (text === '' || label === '') return text;
    const tail = text.endsWith('\n') ? '\n' : '';
    const body = tail === '' ? text : text.slice(0, -1);
    return `[${label}|${body}]${tail}`;
  }
}
