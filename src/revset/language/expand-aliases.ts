/** Replaces the user's aliases (`[revsetalias]`) in a tree. */
import type { ByteString } from '../../bytes/index.js';
import { HgError, ParseError } from '../../errors/index.js';
import { parseRevset } from './parse.js';
import { listOf, type MaybeTree, mapArguments, type RevsetTree } from './tree.js';

interface Alias {
  readonly name: ByteString;
  /** Names of the parameters; undefined for an alias without parentheses. */
  readonly parameters: readonly ByteString[] | undefined;
  readonly error: ByteString | undefined;
  readonly replacement: MaybeTree;
}

/** Declaration and definition, as in the configuration. */
export type AliasDefinition = readonly [declaration: ByteString, definition: ByteString];

function detail(error: unknown): ByteString {
  if (!(error instanceof ParseError)) throw error;
  return error.location === undefined ? error.message : `at ${error.location}: ${error.message}`;
}

function calledFunction(tree: RevsetTree): { name: ByteString; args: readonly MaybeTree[] } | undefined {
  const name = tree.args[0];
  if (tree.op !== 'func' || name?.op !== 'symbol') return undefined;
  return { name: name.value as ByteString, args: listOf(tree.args[1]) };
}

interface Declaration {
  readonly name: ByteString;
  readonly parameters?: readonly ByteString[];
  readonly error?: ByteString;
}

function readDeclaration(text: ByteString): Declaration {
  let tree: RevsetTree;
  try {
    tree = parseRevset(text, { aliasMode: true });
  } catch (error) {
    return { name: text, error: detail(error) };
  }
  if (tree.op === 'symbol') {
    const name = tree.value as ByteString;
    return name.startsWith('$') ? { name: text, error: `invalid symbol '${name}'` } : { name };
  }
  const call = calledFunction(tree);
  if (call === undefined) return { name: text, error: 'invalid format' };
  if (call.name.startsWith('$')) return { name: text, error: `invalid function '${call.name}'` };
  if (call.args.some((arg) => arg?.op !== 'symbol')) return { name: text, error: 'invalid argument list' };
  const parameters = call.args.map((arg) => arg?.value as ByteString);
  if (new Set(parameters).size !== parameters.length)
    return { name: call.name, error: 'argument names collide with each other' };
  return { name: call.name, parameters };
}

/** Marks the parameters, so that they cannot be mistaken for names that look the same in an argument. */
function markParameters(tree: MaybeTree, parameters: ReadonlySet<ByteString>): MaybeTree {
  if (tree === undefined || tree.op === 'string') return tree;
  if (tree.op !== 'symbol') return mapArguments(tree, (arg) => markParameters(arg, parameters));
  const name = tree.value as ByteString;
  if (parameters.has(name)) return { op: '_aliasarg', value: name, args: [] };
  if (name.startsWith('$')) throw new ParseError(`invalid symbol '${name}'`);
  return tree;
}

function buildAlias([declaration, definition]: AliasDefinition): Alias {
  const { name, parameters, error } = readDeclaration(declaration);
  const failed = (what: string, reason: ByteString): Alias => ({
    name,
    parameters,
    error: `bad ${what} of revset alias "${name}": ${reason}`,
    replacement: undefined,
  });
  if (error !== undefined) return failed('declaration', error);
  try {
    const tree = parseRevset(definition, { aliasMode: true });
    return { name, parameters, error: undefined, replacement: markParameters(tree, new Set(parameters)) };
  } catch (problem) {
    return failed('definition', detail(problem));
  }
}

function substitute(tree: MaybeTree, values: ReadonlyMap<ByteString, MaybeTree>): MaybeTree {
  if (tree === undefined) return tree;
  if (tree.op === '_aliasarg') return values.get(tree.value as ByteString);
  return mapArguments(tree, (arg) => substitute(arg, values));
}

/**
 * Expands all aliases of a tree; `warn` hears of every alias that is badly defined, used or not.
 * @throws ParseError for a wrong number of arguments or endless recursion, HgError `abort` for a bad alias in use.
 */
export function expandAliases(
  tree: RevsetTree,
  definitions: Iterable<AliasDefinition>,
  warn?: (message: ByteString) => void,
): RevsetTree {
  const aliases = new Map<ByteString, Alias>();
  for (const definition of definitions) {
    const alias = buildAlias(definition);
    aliases.set(alias.name, alias);
  }
  const expanded = new Map<ByteString, MaybeTree>();
  const find = (node: RevsetTree): { alias: Alias; args: readonly MaybeTree[] } | undefined => {
    if (node.op === 'symbol') {
      const alias = aliases.get(node.value as ByteString);
      if (alias !== undefined && alias.parameters === undefined) return { alias, args: [] };
    }
    const call = calledFunction(node);
    const alias = call === undefined ? undefined : aliases.get(call.name);
    return alias?.parameters === undefined || call === undefined ? undefined : { alias, args: call.args };
  };
  const expand = (node: MaybeTree, inside: readonly Alias[]): MaybeTree => {
    if (node === undefined) return node;
    const use = find(node);
    if (use === undefined) return mapArguments(node, (arg) => expand(arg, inside));
    const { alias, args } = use;
    if (alias.error !== undefined) throw new HgError('abort', alias.error);
    if (inside.includes(alias))
      throw new ParseError(`infinite expansion of revset alias "${alias.name}" detected`);
    if (!expanded.has(alias.name)) expanded.set(alias.name, expand(alias.replacement, [...inside, alias]));
    const result = expanded.get(alias.name);
    if (alias.parameters === undefined) return result;
    if (args.length !== alias.parameters.length)
      throw new ParseError(`invalid number of arguments: ${args.length}`);
    const values = alias.parameters.map((name, i) => [name, expand(args[i], [])] as const);
    return substitute(result, new Map(values));
  };
  const result = expand(tree, []) as RevsetTree;
  if (warn !== undefined)
    for (const name of [...aliases.keys()].sort()) {
      const { error } = aliases.get(name) as Alias;
      if (error !== undefined) warn(`warning: ${error}\n`);
    }
  return result;
}
