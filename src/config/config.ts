/** Layered configuration: the values of hgrc files and `--config`, with where each came from. */
import type { ByteString } from '../bytes/index.js';
import { ConfigError } from '../errors/index.js';
import { parseBool, parseList, parseSize } from './values.js';

/** One value and its origin, `file:line` or a word such as `--config`. */
export interface ConfigItem {
  readonly section: ByteString;
  readonly name: ByteString;
  readonly value: ByteString;
  readonly source: ByteString;
}

/** An ordered set of `section.name = value`; later layers win. Only trusted values are visible through the getters. */
export class Config {
  readonly #sections = new Map<ByteString, Map<ByteString, ConfigItem>>();
  /** Present once a file of a stranger was read: everything, with that file's values too. */
  #untrusted: Config | undefined;

  /** Sets a value; a name set again moves to the end of its section, as hg prints it. */
  set(section: ByteString, name: ByteString, value: ByteString, source: ByteString): void {
    let items = this.#sections.get(section);
    if (items === undefined) {
      items = new Map();
      this.#sections.set(section, items);
    }
    items.delete(name);
    items.set(name, { section, name, value, source });
    this.#untrusted?.set(section, name, value, source);
  }

  unset(section: ByteString, name: ByteString): void {
    this.#sections.get(section)?.delete(name);
    this.#untrusted?.unset(section, name);
  }

  /** The view that also holds what files of other users say. Values set here later reach both. */
  untrusted(): Config {
    return this.#untrusted ?? this;
  }

  /** As {@link untrusted}, and makes the two differ from here on. */
  splitUntrusted(): Config {
    this.#untrusted ??= this.clone();
    return this.#untrusted;
  }

  /** An independent copy. O(items). */
  clone(): Config {
    const copy = new Config();
    for (const [section, items] of this.#sections) copy.#sections.set(section, new Map(items));
    if (this.#untrusted !== undefined) copy.#untrusted = this.#untrusted.clone();
    return copy;
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

  /** A number of bytes: `10`, `2 MB`. @throws ConfigError when the value is no size. */
  getBytes(section: ByteString, name: ByteString, fallback: number): number {
    const value = this.get(section, name);
    if (value === undefined) return fallback;
    const parsed = parseSize(value);
    if (parsed === undefined) throw new ConfigError(`${section}.${name} is not a byte quantity ('${value}')`);
    return parsed;
  }

  /** A list of words, see `parseList`. */
  getList(
    section: ByteString,
    name: ByteString,
    fallback: readonly ByteString[] = [],
  ): readonly ByteString[] {
    const value = this.get(section, name);
    return value === undefined ? fallback : parseList(value);
  }

  /** Names of the sections that hold anything, in the order they appeared. */
  sections(): readonly ByteString[] {
    const out: ByteString[] = [];
    for (const [name, items] of this.#sections) if (items.size > 0) out.push(name);
    return out;
  }

  /** Items of a section in order. Sub-options (`name:option`) are items like others. */
  items(section: ByteString): readonly ConfigItem[] {
    return [...(this.#sections.get(section)?.values() ?? [])];
  }
}
