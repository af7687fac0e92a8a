/** Texts one of which is part of everything that an expression matches: looking for those is quicker than matching. */
import type { ByteString } from '../../bytes/index.js';
import type { ByteClass } from './byte-class.js';
import type { RegExpNode } from './syntax-tree.js';

/** More of them are not worth it. */
const MOST = 8;

/** The byte that a class stands for; with `fold` a letter of both cases counts, as its lower case. */
function onlyByte(bytes: ByteClass, fold: boolean): ByteString | undefined {
  const first = bytes.indexOf(1);
  const last = bytes.lastIndexOf(1);
  if (first < 0) return undefined;
  if (first === last) return String.fromCharCode(first);
  const isLetter = fold && first >= 65 && first <= 90 && last === first + 32;
  return isLetter && bytes.indexOf(1, first + 1) === last ? String.fromCharCode(last) : undefined;
}

/** The longer the shortest is, the rarer they are. */
function value(texts: readonly ByteString[] | undefined): number {
  return texts === undefined ? 0 : Math.min(...texts.map((text) => text.length));
}

/**
 * Undefined when nothing can be said.
 * @param fold texts are looked for in what was made lower case
 */
export function requiredTexts(node: RegExpNode, fold: boolean): readonly ByteString[] | undefined {
  switch (node.type) {
    case 'class': {
      const text = onlyByte(node.bytes, fold);
      return text === undefined ? undefined : [fold ? text.toLowerCase() : text];
    }
    case 'capture':
      return requiredTexts(node.body, fold);
    case 'repeat':
      return node.least > 0 ? requiredTexts(node.body, fold) : undefined;
    case 'alternatives': {
      const all: ByteString[] = [];
      for (const branch of node.branches) {
        const texts = requiredTexts(branch, fold);
        if (texts === undefined) return undefined;
        all.push(...texts);
      }
      return all.length <= MOST ? all : undefined;
    }
    case 'sequence': {
      let best: readonly ByteString[] | undefined;
      let run = '';
      const consider = (texts: readonly ByteString[] | undefined): void => {
        if (value(texts) > value(best)) best = texts;
      };
      for (const item of node.items) {
        const byte = item.type === 'class' ? requiredTexts(item, fold) : undefined;
        if (byte !== undefined) {
          run += byte[0];
          continue;
        }
        if (run !== '') consider([run]);
        // What stands between bytes and takes no room does not part them.
        if (item.type === 'assertion') continue;
        run = '';
        consider(requiredTexts(item, fold));
      }
      if (run !== '') consider([run]);
      return best;
    }
    case 'assertion':
    case 'look':
    case 'back-reference':
      return undefined;
  }
}

/** True when a match lies within a line, and only that line decides about it. */
export function isWithinLine(node: RegExpNode): boolean {
  switch (node.type) {
    case 'class':
      return node.bytes[10] === 0;
    case 'capture':
    case 'repeat':
      return isWithinLine(node.body);
    case 'sequence':
      return node.items.every(isWithinLine);
    case 'alternatives':
      return node.branches.every(isWithinLine);
    case 'assertion':
      return node.kind !== 'start' && node.kind !== 'end' && node.kind !== 'very-end';
    case 'look':
      return false;
    case 'back-reference':
      return true;
  }
}
