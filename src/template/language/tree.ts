/** The parse tree of a template, and its readable dump. */
import type { ByteString } from '../../bytes/index.js';

/**
 * Leaves (`string`, `integer`, `symbol`) have a value, all others children. `list` is binary and left-associative, as the
 * parser builds it. `func` has its name (a `symbol`) first, then at most one child with the arguments.
 */
export interface Tree {
  readonly type:
    | 'string'
    | 'integer'
    | 'symbol'
    | 'template'
    | 'group'
    | 'func'
    | 'list'
    | 'keyvalue'
    | 'negate'
    | '.'
    | '%'
    | '|'
    | '+'
    | '-'
    | '*'
    | '/';
  readonly value: ByteString;
  readonly children: readonly Tree[];
}

const NO_CHILDREN: readonly Tree[] = [];

export function leaf(type: 'string' | 'integer' | 'symbol', value: ByteString): Tree {
  return { type, value, children: NO_CHILDREN };
}

export function branch(type: Tree['type'], ...children: readonly Tree[]): Tree {
  return { type, value: '', children };
}

/** The items of a (possibly nested) list; a tree that is no list is its only item. */
export function listItems(tree: Tree | undefined): readonly Tree[] {
  if (tree === undefined) return [];
  const out: Tree[] = [];
  let at = tree;
  while (at.type === 'list') {
    out.push(at.children[1] as Tree);
    at = at.children[0] as Tree;
  }
  out.push(at);
  return out.reverse();
}

/** A byte string in single quotes, with what is not printable ASCII escaped. */
export function escapedText(text: ByteString): ByteString {
  let out = '';
  for (const char of text) {
    const code = char.charCodeAt(0);
    if (char === '\\' || char === "'") out += `\\${char}`;
    else if (char === '\n') out += '\\n';
    else if (char === '\r') out += '\\r';
    else if (char === '\t') out += '\\t';
    else if (code < 32 || code > 126) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else out += char;
  }
  return out;
}

/** One line per node, children indented by two spaces. */
export function formatTree(tree: Tree, indent = 0): ByteString {
  const margin = '  '.repeat(indent);
  if (tree.children.length === 0 && tree.type !== 'template')
    return `${margin}(${tree.type} '${escapedText(tree.value)}')`;
  const lines = tree.children.map((child) => `\n${formatTree(child, indent + 1)}`);
  if (tree.type === 'func' && lines.length === 1) lines.push(`\n${margin}  None`);
  return `${margin}(${tree.type}${lines.join('')})`;
}

/** Names of the keywords (plain symbols) and of the functions and filters in a tree. */
export function namesIn(tree: Tree): { keywords: Set<ByteString>; functions: Set<ByteString> } {
  const keywords = new Set<ByteString>();
  const functions = new Set<ByteString>();
  const visit = (at: Tree): void => {
    if (at.type === 'symbol') keywords.add(at.value);
    else if (at.type === 'func') {
      functions.add((at.children[0] as Tree).value);
      for (const child of at.children.slice(1)) visit(child);
    } else if (at.type === '|') {
      visit(at.children[0] as Tree);
      const filter = at.children[1] as Tree;
      if (filter.type === 'symbol') functions.add(filter.value);
      else visit(filter);
    } else for (const child of at.children) visit(child);
  };
  visit(tree);
  return { keywords, functions };
}
