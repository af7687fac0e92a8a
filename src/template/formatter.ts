/** Output of list-like commands: plain text, or structured items for `-T json`, `-T '{...}'` and others. */
import { type ByteString, quoted } from '../bytes/index.js';
import type { HgDate, RepoView } from '../store/index.js';

/** What an item's field may hold. Byte strings are text; `null` is none; HgDate prints as a date. */
export type FieldValue =
  | ByteString
  | number
  | boolean
  | null
  | HgDate
  | NamedList
  | QuotedPairs
  | readonly FieldValue[]
  | { readonly [key: string]: FieldValue };

/** A list that templates can print and take apart: items are called `name` in `%`, and joined by `separator` in text. */
export class NamedList {
  readonly items: readonly (ByteString | number)[];
  readonly name: string;
  readonly separator: ByteString;
  constructor(items: readonly (ByteString | number)[], name: string, separator: ByteString = ' ') {
    this.items = items;
    this.name = name;
    this.separator = separator;
  }
  /** As plain output shows it. */
  toString(): ByteString {
    return this.items.join(this.separator);
  }
}

/** Texts by name, which templates print as `'name': 'text'` and can take apart. */
export class QuotedPairs {
  readonly entries: ReadonlyMap<ByteString, ByteString>;
  constructor(entries: ReadonlyMap<ByteString, ByteString>) {
    this.entries = entries;
  }
  /** As plain output shows them. */
  toString(): ByteString {
    return [...this.entries].map(([name, text]) => `${quoted(name)}: ${quoted(text)}`).join(', ');
  }
}

/**
 * As hg's formatter: `startItem`, then fields, then the next `startItem` ... `end`. With plain output the `format`
 * arguments are written and `data` is dropped; with every other style the names and values count and texts are dropped.
 */
export interface Formatter {
  readonly isPlain: boolean;
  startItem(): void;
  /** Gives template keywords access to a changeset (and file) for this item. */
  context(context: { repo?: RepoView; rev?: number; path?: ByteString }): void;
  /** Data that only structured output shows. */
  data(fields: { readonly [name: string]: FieldValue }): void;
  /** Fields `names` (space separated) with their values; plain output prints `format` (%s, %d and widths) with a label. */
  write(names: string, format: string, ...values: FieldValue[]): void;
  /** As {@link write} but plain output prints only when `condition`; structured output always has the fields. */
  conditionalWrite(condition: boolean, names: string, format: string, ...values: FieldValue[]): void;
  /** Like `write` with a label: colour of plain output. */
  labelled(label: string): Pick<Formatter, 'write' | 'conditionalWrite' | 'plain'>;
  /** Text that only plain output shows. */
  plain(text: ByteString, label?: string): void;
  /**
   * A list of sub-items under one field, written between the fields of the item; end it before the next field.
   * `template` and `separator` are the field's default rendering in `-T '{field}'`.
   */
  nested(field: string, template?: ByteString, separator?: ByteString): Formatter;
  /** Whether plain or any structured output would need these fields (skip costly ones). */
  needs(...names: string[]): boolean;
  /** Ends the list. Must be called, also when there were no items. */
  end(): void;
}
