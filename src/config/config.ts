/** Layered configuration: the values of hgrc files and `--config`, with where each came from. */
import type { ByteString } from '../bytes/index.js';
import { ConfigError } from '../errors/index.js';

/** One value and its origin, `file:line` or a word such as `--config`. */
export interface ConfigItem {
  readonly section: ByteString;
  readonly name: ByteString;
  readonly value: ByteString;
  readonly source: ByteString;
}

const TRUE_WORDS = new Set(['1', 'yes', 'true', 'on', 'always']);
const FALSE_WORDS = new Set(['0', 'no', 'false', 'off', 'never']);

/** hg's reading of a boolean word; undefined when it is none. */
export function parseBool(word: ByteString): boolean | undefined {
  const lower = word.toLowerCase();
  if (TRUE_WORDS.has(lower)) return true;
  if (FALSE_WORDS.has(lower)) return false;
  return undefined;
}

/** An ordered set of `section.name = value`; later layers win. Only trusted values are visible through the getters. */
export class Config {
  readonly #sections = new Map<ByteString, Map<ByteString, ConfigItem>>();

  /** Sets a value; a name set again moves to the end of its section, as hg prints it. */
  set(section: ByteString, name: ByteString, value: ByteString, source: ByteString): void {
    let items = this.#sections.get(section);
    if (items === undefined) {
      items = new Map();
      this.#sections.set(section, items);
    }
    items.set(name, { section, name, value, source });
  }

  unset(section: ByteString, name: ByteString): void {
    this.#sections.get(section)?.delete(name);
  }

  get(section: ByteString, name: ByteString): ByteString | undefined {
    return this.#sections.get(section)?.get(name)?.value;
  }

  source(section: ByteString, name: ByteString): ByteString | undefined {
    return this.#sections.get(section)?.get(name)?.source;
  }

  has(section: ByteString, name: ByteString): boolean {
    return this.#sections.get(section)?.has(name) ?? false;
  }

  /** @throws ConfigError when the value is not a boolean word. */
  getBool(section: ByteString, name: ByteString, fallback = false): boolean {
    const value = this.get(section, name);
    if (value === undefined) return fallback;
    const parsed = parseBool(value);
    if (parsed === undefined) throw new ConfigError(`${section}.${name} is not a boolean ('${value}')`);
    return parsed;
  }

  /** @throws ConfigError when the value is not an integer. */
  getInt(section: ByteString, name: ByteString, fallback: number): number {
    const value = this.get(section, name);
    if (value === undefined) return fallback;
    if (!/^\s*[+-]?\d+\s*$/.test(value))
      throw new ConfigError(`${section}.${name} is not a valid integer ('${value}')`);
    return Number(value);
  }

  sections(): readonly ByteString[] {
    return [...this.#sections.keys()];
  }

  items(section: ByteString): readonly ConfigItem[] {
    return [...(this.#sections.get(section)?.values() ?? [])];
  }
}
