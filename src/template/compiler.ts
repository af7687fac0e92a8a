/** From parse trees to closures. All checks of names and argument counts happen here, before anything is printed. */
import type { ByteString } from '../bytes/index.js';
import { HgError, ParseError } from '../errors/index.js';
import { FILTERS } from './filters/index.js';
import { FUNCTIONS } from './functions/index.js';
import { KEYWORDS } from './keywords/index.js';
import { listItems, type Tree } from './language/index.js';
import type { Scope } from './scope.js';
import type { Templater } from './templater.js';
import {
  divide,
  type Expression,
  integerOf,
  MappedValue,
  memberOf,
  scopesOf,
  showValue,
  truthOf,
} from './values/index.js';

/** A compiled argument of a function, with the tree it came from. */
export interface Argument {
  readonly tree: Tree;
  readonly run: Expression;
}

/** Turns a template into text. */
export type Renderer = (scope: Scope) => ByteString;

const WORDS: Readonly<Record<string, boolean>> = {
  1: true,
  yes: true,
  true: true,
  on: true,
  always: true,
  0: false,
  no: false,
  false: false,
  off: false,
  never: false,
};

/** The keyword that an expression shows through filters, for error messages. */
function symbolicName(tree: Tree): ByteString | undefined {
  let at = tree;
  while (at.type === '|' || at.type === 'group') at = at.children[0] as Tree;
  return at.type === 'symbol' ? at.value : undefined;
}

function symbolName(tree: Tree): ByteString {
  if (tree.type !== 'symbol') throw new ParseError(`expected a symbol, got '${tree.type}'`);
  return tree.value;
}

/** Adds a hint to errors that have none. */
function hinted<T>(action: () => T, hint: () => string): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof ParseError && error.hint === undefined && error.location === undefined)
      throw new ParseError(error.message, undefined, { hint: hint(), cause: error });
    throw error;
  }
}

export class Compiler {
  readonly #templater: Templater;
  constructor(templater: Templater) {
    this.#templater = templater;
  }

  /** Compiles a whole template. @throws ParseError */
  renderer(tree: Tree): Renderer {
    if (tree.type === 'string') {
      const text = tree.value;
      return () => text;
    }
    const run = tree.type === 'template' ? this.#template(tree) : this.expression(tree);
    return (scope) => showValue(run(scope), scope);
  }

  #template(tree: Tree): Expression {
    const parts = tree.children.map((part) =>
      // A bare number between braces is a name: a group of `search()`.
      part.type === 'integer' ? this.#symbol(part.value) : this.expression(part),
    );
    if (parts.length === 1) {
      const only = parts[0] as Expression;
      return (scope) => showValue(only(scope), scope);
    }
    const count = parts.length;
    return (scope) => {
      let out = '';
      for (let i = 0; i < count; i++) {
        const value = (parts[i] as Expression)(scope);
        out += typeof value === 'string' ? value : showValue(value, scope);
      }
      return out;
    };
  }

  expression(tree: Tree): Expression {
    switch (tree.type) {
      case 'string': {
        const text = tree.value;
        return () => text;
      }
      case 'integer': {
        const number = Number(tree.value);
        return () => number;
      }
      case 'symbol':
        return this.#symbol(tree.value);
      case 'template':
        return this.#template(tree);
      case 'group':
        return this.expression(tree.children[0] as Tree);
      case '.':
        return this.#member(tree);
      case '|':
        return this.#pipe(tree);
      case '%':
        return this.#map(tree);
      case 'func':
        return this.#call(tree);
      case 'negate': {
        const operand = this.expression(tree.children[0] as Tree);
        return (scope) => -integerOf(operand(scope), scope, 'negation needs an integer argument');
      }
      case 'list':
        throw new ParseError("can't use a list in this context", undefined, {
          hint: 'check place of comma and parens',
        });
      case 'keyvalue':
        throw new ParseError("can't use a key-value pair in this context");
      default:
        return this.#arithmetic(tree);
    }
  }

  #symbol(name: ByteString): Expression {
    const templater = this.#templater;
    const keyword = KEYWORDS.get(name);
    if (keyword !== undefined) {
      const { run, needs } = keyword;
      if (needs === 'nothing') return (scope) => scope.given(name) ?? run(scope);
      if (needs === 'changeset')
        return (scope) => scope.given(name) ?? (scope.hasChangeset ? run(scope) : '');
      return (scope) => scope.given(name) ?? (scope.templater.resources.repo !== undefined ? run(scope) : '');
    }
    if (!templater.has(name)) return (scope) => scope.given(name) ?? '';
    return (scope) => scope.given(name) ?? templater.render(name, scope);
  }

  /** The text of a name that a function takes literally when nothing has that name (`label(red, ...)`). */
  literal(tree: Tree): (scope: Scope) => ByteString {
    if (tree.type !== 'symbol') return this.text(tree);
    const name = tree.value;
    const keyword = KEYWORDS.has(name) || this.#templater.has(name);
    const run = this.#symbol(name);
    return (scope) => (keyword || scope.given(name) !== undefined ? showValue(run(scope), scope) : name);
  }

  /** An expression as text. */
  text(tree: Tree): (scope: Scope) => ByteString {
    const run = this.expression(tree);
    return (scope) => {
      const value = run(scope);
      return typeof value === 'string' ? value : showValue(value, scope);
    };
  }

  /** An expression as a condition: unknown names may be boolean words. */
  condition(tree: Tree): (scope: Scope) => boolean {
    const run = this.expression(tree);
    if (tree.type === 'symbol' && !KEYWORDS.has(tree.value) && !this.#templater.has(tree.value)) {
      const word = WORDS[tree.value.toLowerCase()] ?? false;
      const name = tree.value;
      return (scope) => {
        const given = scope.given(name);
        return given === undefined ? word : truthOf(given, scope);
      };
    }
    return (scope) => truthOf(run(scope), scope);
  }

  #member(tree: Tree): Expression {
    const [left, right] = tree.children as [Tree, Tree];
    const name = symbolName(right);
    const run = this.expression(left);
    const hint = () => {
      const keyword = symbolicName(left);
      return keyword === undefined ? undefined : `keyword '${keyword}' does not support member operation`;
    };
    return (scope) => {
      const value = run(scope);
      try {
        return memberOf(value, name, scope);
      } catch (error) {
        const text = hint();
        if (error instanceof ParseError && error.hint === undefined && text !== undefined)
          throw new ParseError(error.message, undefined, { hint: text });
        throw error;
      }
    };
  }

  #map(tree: Tree): Expression {
    const [left, right] = tree.children as [Tree, Tree];
    const run = this.expression(left);
    const render = this.#mapTemplate(right);
    const name = symbolicName(left);
    return (scope) => {
      const value = run(scope);
      let scopes: Iterable<Scope>;
      try {
        scopes = scopesOf(value, scope);
      } catch (error) {
        if (!(error instanceof ParseError) || name === undefined) throw error;
        throw new ParseError(error.message, undefined, {
          hint: `keyword '${name}' does not support map operation`,
        });
      }
      let texts: ByteString[] | undefined;
      const mapped = new MappedValue(() => {
        texts ??= Array.from(scopes, render);
        return texts;
      });
      return mapped;
    };
  }

  #mapTemplate(tree: Tree): Renderer {
    if (tree.type === 'template' || tree.type === 'string') return this.renderer(tree);
    if (tree.type === 'symbol') {
      const name = tree.value;
      const templater = this.#templater;
      if (!templater.has(name)) throw new HgError('abort', `"${name}" not in template map`);
      return (scope) => templater.render(name, scope);
    }
    if (tree.type === 'group') return this.#mapTemplate(tree.children[0] as Tree);
    throw new ParseError('expected template specifier');
  }

  #pipe(tree: Tree): Expression {
    const [input, filter] = tree.children as [Tree, Tree];
    const name = symbolName(filter);
    return this.#named(name, [input]);
  }

  #call(tree: Tree): Expression {
    const name = symbolName(tree.children[0] as Tree);
    return this.#named(name, listItems(tree.children[1]));
  }

  #named(name: ByteString, trees: readonly Tree[]): Expression {
    const definition = FUNCTIONS.get(name);
    if (definition !== undefined) {
      if (definition.parameters === undefined) {
        const args = trees.map((tree) => ({ tree, run: this.expression(tree) }));
        return definition.compile(args, this);
      }
      return definition.compile(this.#keywordArguments(name, trees, definition.parameters), this);
    }
    const filter = FILTERS.get(name);
    if (filter === undefined) throw new ParseError(`unknown function '${name}'`);
    if (trees.length !== 1) throw new ParseError(`filter ${name} expects one argument`);
    const tree = trees[0] as Tree;
    const run = this.expression(tree);
    const { input, apply } = filter;
    if (input === 'text')
      return (scope) => {
        const value = run(scope);
        return apply(typeof value === 'string' ? value : showValue(value, scope), scope);
      };
    return (scope) => {
      const value = run(scope);
      return hinted(
        () => apply(value, scope),
        () => {
          const keyword = symbolicName(tree);
          return keyword === undefined
            ? `incompatible use of template filter '${name}'`
            : `template filter '${name}' is not compatible with keyword '${keyword}'`;
        },
      );
    };
  }

  /**
   * Arguments by position and name. The result has the parameters in their order (undefined where absent), then, after
   * `*rest`, the remaining positional ones. With `**` every named argument follows, its name in a `keyvalue` tree.
   */
  #keywordArguments(
    name: ByteString,
    trees: readonly Tree[],
    parameters: readonly string[],
  ): readonly (Argument | undefined)[] {
    const rest = parameters.some((parameter) => parameter.startsWith('*') && !parameter.startsWith('**'));
    const others = parameters.includes('**');
    const known = parameters.filter((parameter) => !parameter.startsWith('*'));
    const positional: Tree[] = [];
    const named = new Map<ByteString, Tree>();
    for (const tree of trees) {
      if (tree.type !== 'keyvalue') {
        if (named.size > 0) throw new ParseError(`${name} got an invalid argument`);
        positional.push(tree);
        continue;
      }
      const [key, value] = tree.children as [Tree, Tree];
      if (key.type !== 'symbol') throw new ParseError(`${name} got an invalid argument`);
      const at = known.indexOf(key.value);
      if (named.has(key.value) || (at >= 0 && at < positional.length))
        throw new ParseError(`${name} got multiple values for keyword argument '${key.value}'`);
      if (at < 0 && !others) {
        if (rest && positional.length < known.length)
          throw new ParseError(`${name} takes at least ${known.length} positional arguments`);
        throw new ParseError(`${name} got an unexpected keyword argument '${key.value}'`);
      }
      named.set(key.value, value);
    }
    if (!rest && positional.length > known.length)
      throw new ParseError(`${name} takes at most ${known.length} positional arguments`);
    if (rest && positional.length < known.length)
      throw new ParseError(`${name} takes at least ${known.length} positional arguments`);
    const compiled = (tree: Tree | undefined): Argument | undefined =>
      tree === undefined ? undefined : { tree, run: this.expression(tree) };
    const out = known.map((parameter, i) => compiled(positional[i] ?? named.get(parameter)));
    for (const tree of positional.slice(known.length)) out.push(compiled(tree));
    if (others) {
      for (const [key, tree] of named) {
        const keyTree: Tree = { type: 'symbol', value: key, children: [] };
        out.push({
          tree: { type: 'keyvalue', value: '', children: [keyTree, tree] },
          run: this.expression(tree),
        });
      }
    }
    return out;
  }

  #arithmetic(tree: Tree): Expression {
    const left = this.expression(tree.children[0] as Tree);
    const right = this.expression(tree.children[1] as Tree);
    const message = 'arithmetic only defined on integers';
    const compute = ARITHMETIC[tree.type] as (a: number, b: number) => number;
    return (scope) => {
      const a = integerOf(left(scope), scope, message);
      return compute(a, integerOf(right(scope), scope, message));
    };
  }
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': divide,
};
