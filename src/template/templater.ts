/** Named templates with their aliases, compiled on first use. */
import type { ByteString } from '../bytes/index.js';
import { HgError } from '../errors/index.js';
import { Compiler, type Renderer } from './compiler.js';
import { KEYWORDS } from './keywords/index.js';
import { expandAliases, parseTemplate, type TemplateAlias, type Tree } from './language/index.js';
import type { TemplateResources } from './resources.js';
import { type NamedValues, Scope } from './scope.js';
import type { Value } from './values/index.js';

/** Templates may call each other this deep. */
const MAXIMUM_DEPTH = 100;

export interface TemplaterOptions {
  readonly templates: ReadonlyMap<ByteString, ByteString>;
  readonly aliases?: ReadonlyMap<ByteString, TemplateAlias>;
}

export class Templater {
  readonly resources: TemplateResources;
  readonly #templates: ReadonlyMap<ByteString, ByteString>;
  readonly #aliases: ReadonlyMap<ByteString, TemplateAlias>;
  readonly #renderers = new Map<ByteString, Renderer>();
  readonly #compiler: Compiler;
  readonly #caches = new Map<string, unknown>();
  readonly #active: ByteString[] = [];

  constructor(resources: TemplateResources, options: TemplaterOptions) {
    this.resources = resources;
    this.#templates = options.templates;
    this.#aliases = options.aliases ?? new Map();
    this.#compiler = new Compiler(this);
  }

  /** The text of a template; undefined when there is none. */
  text(name: ByteString): ByteString | undefined {
    return this.#templates.get(name);
  }

  /** Replaces aliases. @throws ParseError */
  expand(tree: Tree): Tree {
    return expandAliases(tree, this.#aliases);
  }

  has(name: ByteString): boolean {
    return this.#templates.has(name);
  }

  /** Something computed once per templater. */
  cached<T>(key: string, make: () => T): T {
    if (!this.#caches.has(key)) this.#caches.set(key, make());
    return this.#caches.get(key) as T;
  }

  /** Compiles text that is not stored under a name. @throws ParseError */
  compile(text: ByteString): Renderer {
    return this.#compiler.renderer(this.expand(parseTemplate(text)));
  }

  /** @throws HgError `abort` when there is no such template; ParseError when it does not parse. */
  renderer(name: ByteString): Renderer {
    const known = this.#renderers.get(name);
    if (known !== undefined) return known;
    const text = this.#templates.get(name);
    if (text === undefined) throw new HgError('abort', `"${name}" not in template map`);
    const renderer = this.compile(text);
    this.#renderers.set(name, renderer);
    return renderer;
  }

  render(name: ByteString, scope: Scope): ByteString {
    if (this.#active.includes(name)) throw new HgError('abort', `recursive reference '${name}' in template`);
    if (this.#active.length > MAXIMUM_DEPTH)
      throw new HgError('abort', 'templates call each other too deeply');
    const renderer = this.renderer(name);
    this.#active.push(name);
    try {
      return renderer(scope);
    } finally {
      this.#active.pop();
    }
  }

  /** The scope of one changeset, or without `rev` of no changeset. */
  scope(
    rev: number | undefined,
    values?: NamedValues,
    at?: { readonly path?: ByteString; readonly index?: number },
  ): Scope {
    return new Scope(this, rev, values, at?.index, undefined, at?.path);
  }

  /** The value of a name in a scope; undefined when nothing has it. */
  symbol(scope: Scope, name: ByteString): Value | undefined {
    const given = scope.given(name);
    if (given !== undefined) return given;
    const keyword = KEYWORDS.get(name);
    if (keyword === undefined) return this.has(name) ? this.render(name, scope) : undefined;
    if (keyword.needs === 'changeset' && !scope.hasChangeset) return '';
    if (keyword.needs === 'repository' && this.resources.repo === undefined) return '';
    return keyword.run(scope);
  }
}
