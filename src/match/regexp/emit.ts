/** Writes a syntax tree for an engine, and judges which engine may run it. */
import { emitByteClass } from './byte-class.js';
import type { Assertion, RegExpNode } from './syntax-tree.js';

/** `native` is the JavaScript engine's own RegExp, which backtracks; `linear` is RE2. */
export type EngineName = 'native' | 'linear';

const ASSERTIONS: Readonly<Record<EngineName, Readonly<Record<Assertion, string>>>> = {
  native: {
    start: '^',
    'line-start': '(?<![^\\x0a])',
    end: '(?=\\x0a?$)',
    'line-end': '(?![^\\x0a])',
    'very-end': '$',
    word: '\\b',
    'not-word': '\\B',
  },
  linear: {
    start: '\\A',
    'line-start': '(?m:^)',
    end: '\\z',
    'line-end': '(?m:$)',
    'very-end': '\\z',
    word: '\\b',
    'not-word': '\\B',
  },
};

function quantifier(least: number, most: number, lazy: boolean): string {
  let text: string;
  if (most === Infinity) text = least === 0 ? '*' : least === 1 ? '+' : `{${least},}`;
  else if (least === 0 && most === 1) text = '?';
  else text = least === most ? `{${least}}` : `{${least},${most}}`;
  return lazy ? `${text}?` : text;
}

export function emitRegExp(node: RegExpNode, engine: EngineName): string {
  switch (node.type) {
    case 'class':
      return emitByteClass(node.bytes);
    case 'sequence':
      return node.items
        .map((item) =>
          item.type === 'alternatives' ? `(?:${emitRegExp(item, engine)})` : emitRegExp(item, engine),
        )
        .join('');
    case 'alternatives':
      return node.branches.map((branch) => emitRegExp(branch, engine)).join('|');
    case 'repeat': {
      const body = emitRegExp(node.body, engine);
      const atom = node.body.type === 'class' || node.body.type === 'capture' ? body : `(?:${body})`;
      return atom + quantifier(node.least, node.most, node.lazy);
    }
    case 'capture':
      return `(${emitRegExp(node.body, engine)})`;
    case 'assertion':
      return ASSERTIONS[engine][node.kind];
    case 'look':
      return `(?${node.ahead ? '' : '<'}${node.negated ? '!' : '='}${emitRegExp(node.body, engine)})`;
    case 'back-reference':
      // The empty group keeps a digit that follows apart.
      return `\\${node.group}(?:)`;
  }
}

export interface Judgement {
  /** Repeats of variable length: backtracking takes at most length ** repeats steps... */
  readonly repeats: number;
  /** ...unless repeats of things that themselves vary make it exponential. */
  readonly exponential: boolean;
  /** Lookaround or back references, which RE2 does not know. */
  readonly onlyNative: boolean;
}

/** True when the node matches in one way only: bytes and sequences of bytes. */
function isFixed(node: RegExpNode): boolean {
  if (node.type === 'class') return true;
  if (node.type === 'capture') return isFixed(node.body);
  return node.type === 'sequence' && node.items.length > 0 && node.items.every(isFixed);
}

export function judge(node: RegExpNode): Judgement {
  const parts = (nodes: readonly RegExpNode[]): Judgement => {
    const judged = nodes.map(judge);
    return {
      repeats: judged.reduce((sum, part) => sum + part.repeats, 0),
      exponential: judged.some((part) => part.exponential),
      onlyNative: judged.some((part) => part.onlyNative),
    };
  };
  switch (node.type) {
    case 'class':
    case 'assertion':
      return { repeats: 0, exponential: false, onlyNative: false };
    case 'sequence':
      return parts(node.items);
    case 'alternatives': {
      const all = parts(node.branches);
      // Branches are tried one after the other, so their costs add up instead of multiplying.
      return { ...all, repeats: Math.max(...node.branches.map((branch) => judge(branch).repeats)) };
    }
    case 'repeat': {
      const body = judge(node.body);
      if (node.most <= 1) return body;
      const varies = node.least !== node.most;
      return {
        repeats: body.repeats + (varies ? 1 : 0),
        exponential: body.exponential || !isFixed(node.body),
        onlyNative: body.onlyNative,
      };
    }
    case 'capture':
      return judge(node.body);
    case 'look':
      return { ...judge(node.body), onlyNative: true };
    case 'back-reference':
      return { repeats: 1, exponential: false, onlyNative: true };
  }
}
