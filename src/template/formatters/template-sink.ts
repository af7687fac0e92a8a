/** Items through a template. */
import type { ByteString } from '../../bytes/index.js';
import { namesIn, parseTemplate } from '../language/index.js';
import type { NamedValues, Scope } from '../scope.js';
import type { Templater } from '../templater.js';
import { MappingsValue, type Value } from '../values/index.js';
import { templateField } from './fields.js';
import { type Item, type ItemSink, NestedItems } from './item-formatter.js';

function namesOf(item: Item, templater: Templater): NamedValues {
  const out: Record<string, Value> = {};
  for (const [name, value] of item.fields)
    out[name] = value instanceof NestedItems ? nestedValue(value, templater) : templateField(value);
  return out;
}

function nestedValue({ items, template, separator }: NestedItems, templater: Templater): Value {
  const show = template === undefined ? undefined : templater.compile(template);
  const records = items.map((item) => ({
    names: namesOf(item, templater),
    ...(item.rev === undefined ? {} : { rev: item.rev }),
  }));
  return new MappingsValue(records, show as ((scope: Scope) => ByteString) | undefined, separator);
}

export class TemplateSink implements ItemSink {
  readonly wanted: (name: string) => boolean;
  readonly #templater: Templater;
  readonly #name: ByteString;
  readonly #write: (text: ByteString) => void;
  readonly #part: (part: string) => ByteString | undefined;
  #count = 0;

  /** @param mapFile the templates come from a map file, so that parts have no prefix. */
  constructor(templater: Templater, name: ByteString, mapFile: boolean, write: (text: ByteString) => void) {
    this.#templater = templater;
    this.#name = name;
    this.#write = write;
    const prefix = mapFile || name === '' ? '' : `${name}:`;
    this.#part = (part) =>
      (mapFile || name !== '') && templater.has(prefix + part) ? prefix + part : undefined;
    const used = templater.cached('names used', () => namesUsed(templater, name));
    this.wanted = (field) => used === undefined || used.has(field);
    const head = this.#part('docheader');
    if (head !== undefined) write(templater.render(head, templater.scope(undefined)));
  }
  item(item: Item): void {
    const templater = this.#templater;
    const at = { index: this.#count, ...(item.path === undefined ? {} : { path: item.path }) };
    const scope = templater.scope(item.rev, namesOf(item, templater), at);
    const separator = this.#part('separator');
    let out = '';
    if (separator !== undefined && this.#count > 0) out += templater.render(separator, scope);
    this.#count++;
    this.#write(out + templater.render(this.#name, scope));
  }
  end(): void {
    const foot = this.#part('docfooter');
    if (foot !== undefined) this.#write(this.#templater.render(foot, this.#templater.scope(undefined)));
  }
}

/** All names in a template and those it uses; undefined when that cannot be told. */
function namesUsed(templater: Templater, start: ByteString): ReadonlySet<ByteString> | undefined {
  const out = new Set<ByteString>();
  const todo = [start];
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    const text = templater.text(name);
    if (text === undefined) return undefined;
    for (const keyword of namesIn(templater.expand(parseTemplate(text))).keywords) {
      if (out.has(keyword)) continue;
      out.add(keyword);
      if (templater.has(keyword)) todo.push(keyword);
    }
  }
  return out;
}
