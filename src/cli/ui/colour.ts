/** Turns labels into terminal colours: modes `ansi` and `debug`, the `[color]` section, custom colours. */
import type { ByteString } from '../../bytes/index.js';
import type { Config } from '../../config/index.js';
import { DEFAULT_STYLES, EFFECTS } from './colour-styles.js';

export type ColourMode = 'none' | 'ansi' | 'debug';

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
  const mode = config.get('color', 'mode') ?? 'auto';
  if (always) return mode === 'none' ? 'none' : 'ansi';
  if (!terminal.isTerminal() || terminal.term === 'dumb' || terminal.term === undefined) return 'none';
  return mode === 'none' ? 'none' : 'ansi';
}

export class Colours {
  readonly #styles = new Map<string, string>(Object.entries(DEFAULT_STYLES));
  readonly #custom = new Map<string, string>();
  /** Escape sequence of a whole label text, '' for none. */
  readonly #cache = new Map<string, string>();
  readonly unknownEffects: { label: string; effect: string }[] = [];

  constructor(config: Config) {
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
      this.#styles.set(name, value.trim() === '' ? '' : known.join(' '));
    }
  }

  #codes(effect: string): string | undefined {
    const direct = EFFECTS[effect] ?? this.#custom.get(effect);
    if (direct !== undefined) return direct;
    if (effect.endsWith('_background')) {
      const code = this.#custom.get(effect.slice(0, -'_background'.length));
      if (code?.startsWith('38;')) return `48;${code.slice(3)}`;
    }
    return undefined;
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
      if (code !== undefined) codes += `;${code}`;
    }
    const start = codes === '' ? '' : `\x1b[0${codes}m`;
    this.#cache.set(label, start);
    return start;
  }

  /** Every line is coloured for itself, so that pagers may cut anywhere. */
  paint(text: ByteString, label: string): ByteString {
    if (text === '' || label === '') return text;
    const start = this.#start(label);
    if (start === '') return text;
    if (!text.includes('\n')) return `${start}${text}\x1b[0m`;
    return text
      .split('\n')
      .map((line) => (line === '' ? '' : `${start}${line}\x1b[0m`))
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
