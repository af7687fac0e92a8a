/** Template aliases: `name = definition` and `name(a, b) = definition`. */
import type { ByteString } from '../../bytes/index.js';
import { HgError, ParseError } from '../../errors/index.js';
import { parseExpression } from './parse.js';
import { listItems, type Tree } from './tree.js';

/** How many nodes all expansions together may produce: aliases that double each other end here. */
const MAXIMUM_NODES = 100_000;

export interface TemplateAlias {
  readonly name: ByteString;
  /** Undefined for a symbol alias. */
  readonly parameters: readonly ByteString[] | undefined;
  readonly definition: Tree | undefined;
  /** Why it cannot be used; thrown on use only. */
  readonly error: ByteString | undefined;
}

const reason = (error: ParseError) =>
  error.location === undefined ? error.message : `at ${error.location}: ${error.message}`;

function parseDeclaration(declaration: ByteString): Pick<TemplateAlias, 'name' | 'parameters' | 'error'> {
  let tree: Tree;
  try {
    tree = parseExpression(declaration);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return { name: declaration, parameters: undefined, error: reason(error) };
  }
  if (tree.type === 'symbol') return { name: tree.value, parameters: undefined, error: undefined };
  const name = tree.type === 'func' ? (tree.children[0] as Tree) : undefined;
  if (name === undefined || name.type !== 'symbol')
    return { name: declaration, parameters: undefined, error: 'invalid format' };
  const parameters: ByteString[] = [];
  for (const item of listItems(tree.children[1])) {
    if (item.type !== 'symbol')
      return { name: name.value, parameters: undefined, error: 'invalid argument list' };
    parameters.push(item.value);
  }
  const error =
    new Set(parameters).size === parameters.length ? undefined : 'argument names collide with each other';
  return { name: name.value, parameters, error };
}

/** Reads one line of `[templatealias]`. Never throws: a broken alias complains when it is used. */
export function buildAlias(declaration: ByteString, definition: ByteString): TemplateAlias {
  const head = parseDeclaration(declaration);
  if (head.error !== undefined)
    return {
      ...head,
      definition: undefined,
      error: `bad declaration of template alias "${head.name}": ${head.error}`,
    };
  try {
    return { ...head, definition: parseExpression(definition), error: undefined };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return {
      ...head,
      definition: undefined,
      error: `bad definition of template alias "${head.name}": ${reason(error)}`,
    };
  }
}

function substitute(tree: Tree, values: ReadonlyMap<ByteString, Tree>): Tree {
  if (tree.type === 'symbol') return values.get(tree.value) ?? tree;
  if (tree.children.length === 0) return tree;
  return {
    type: tree.type,
    value: tree.value,
    children: tree.children.map((child) => substitute(child, values)),
  };
}

function countNodes(tree: Tree): number {
  let count = 1;
  for (const child of tree.children) count += countNodes(child);
  return count;
}

/**
 * Replaces every use of an alias.
 * @throws ParseError for a wrong number of arguments or endless expansion, HgError `abort` for a broken alias.
 */
export function expandAliases(tree: Tree, aliases: ReadonlyMap<ByteString, TemplateAlias>): Tree {
  if (aliases.size === 0) return tree;
  const active: TemplateAlias[] = [];
  let budget = MAXIMUM_NODES;

  const expand = (at: Tree): Tree => {
    const use = aliasUse(at, aliases);
    if (use === undefined) {
      if (at.children.length === 0) return at;
      return { type: at.type, value: at.value, children: at.children.map(expand) };
    }
    const { alias } = use;
    if (alias.error !== undefined) throw new HgError('abort', alias.error);
    if (active.includes(alias))
      throw new ParseError(`infinite expansion of template alias "${alias.name}" detected`);
    let definition = alias.definition as Tree;
    active.push(alias);
    if (alias.parameters === undefined) {
      definition = expand(definition);
      active.pop();
    } else {
      if (use.args.length !== alias.parameters.length)
        throw new ParseError(`invalid number of arguments: ${use.args.length}`);
      const body = expand(definition);
      active.pop();
      const values = new Map(alias.parameters.map((name, i) => [name, expand(use.args[i] as Tree)] as const));
      definition = substitute(body, values);
    }
    budget -= countNodes(definition);
    if (budget < 0) throw new ParseError(`expansion of template alias "${alias.name}" is too large`);
    return definition;
  };
  return expand(tree);
}

function aliasUse(
  tree: Tree,
  aliases: ReadonlyMap<ByteString, TemplateAlias>,
): { alias: TemplateAlias; args: readonly Tree[] } | undefined {
  if (tree.type === 'symbol') {
    const alias = aliases.get(tree.value);
    return alias === undefined || alias.parameters !== undefined ? undefined : { alias, args: [] };
  }
  const name = tree.type === 'func' ? tree.children[0] : tree.type === '|' ? tree.children[1] : undefined;
  if (name === undefined || name.type !== 'symbol') return undefined;
  const alias = aliases.get(name.value);
  if (alias === undefined || alias.parameters === undefined) return undefined;
  const args = tree.type === '|' ? [tree.children[0] as Tree] : listItems(tree.children[1]);
  return { alias, args };
}
