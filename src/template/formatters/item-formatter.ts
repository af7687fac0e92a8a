/** What all structured styles share: collecting the fields of one item. */
import type { ByteString } from '../../bytes/index.js';
import type { FieldValue, Formatter } from '../formatter.js';

/** One item with the changeset and file it is about. */
export interface Item {
  readonly fields: Map<string, FieldValue | NestedItems>;
  rev: number | undefined;
  path: ByteString | undefined;
}

/** The items of a nested formatter. */
export class NestedItems {
  readonly items: readonly Item[];
  readonly template: ByteString | undefined;
  readonly separator: ByteString;
  constructor(items: readonly Item[], template: ByteString | undefined, separator: ByteString) {
    this.items = items;
    this.template = template;
    this.separator = separator;
  }
}

/** Where complete items go. */
export interface ItemSink {
  item(item: Item): void;
  end(): void;
  /** Names that the output can show; undefined: all of them. */
  readonly wanted?: ((name: string) => boolean) | undefined;
}

export class ItemFormatter implements Formatter {
  readonly isPlain = false;
  readonly #sink: ItemSink;
  #item: Item | undefined;

  constructor(sink: ItemSink) {
    this.#sink = sink;
  }
  #flush(): void {
    const item = this.#item;
    this.#item = undefined;
    if (item !== undefined) this.#sink.item(item);
  }
  #current(): Item {
    this.#item ??= { fields: new Map(), rev: undefined, path: undefined };
    return this.#item;
  }
  startItem(): void {
    this.#flush();
    this.#current();
  }
  context({ rev, path }: { rev?: number; path?: ByteString }): void {
    const item = this.#current();
    if (rev !== undefined) item.rev = rev;
    if (path !== undefined) item.path = path;
  }
  data(fields: { readonly [name: string]: FieldValue }): void {
    const item = this.#current();
    for (const [name, value] of Object.entries(fields)) item.fields.set(name, value);
  }
  write(names: string, _format: string, ...values: FieldValue[]): void {
    const item = this.#current();
    const list = names.split(' ').filter((name) => name !== '');
    for (let i = 0; i < list.length; i++) item.fields.set(list[i] as string, values[i] ?? null);
  }
  conditionalWrite(_condition: boolean, names: string, format: string, ...values: FieldValue[]): void {
    this.write(names, format, ...values);
  }
  labelled(): Pick<Formatter, 'write' | 'conditionalWrite' | 'plain'> {
    return this;
  }
  plain(): void {}
  nested(field: string, template?: ByteString, separator: ByteString = ''): Formatter {
    const items: Item[] = [];
    const nested = new NestedItems(items, template, separator);
    this.#current().fields.set(field, nested);
    return new ItemFormatter({ item: (item) => items.push(item), end: () => undefined });
  }
  needs(...names: string[]): boolean {
    const { wanted } = this.#sink;
    return wanted === undefined || names.some(wanted);
  }
  end(): void {
    this.#flush();
    this.#sink.end();
  }
}
