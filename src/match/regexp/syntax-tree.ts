/** The parsed form of a regular expression. */
import type { ByteClass } from './byte-class.js';

export type Assertion =
  /** Start of the text, or of a line. */
  | 'start'
  | 'line-start'
  /** End of the text or before its last newline; end of a line; very end. */
  | 'end'
  | 'line-end'
  | 'very-end'
  | 'word'
  | 'not-word';

export type RegExpNode =
  | { readonly type: 'class'; readonly bytes: ByteClass }
  | { readonly type: 'sequence'; readonly items: readonly RegExpNode[] }
  | { readonly type: 'alternatives'; readonly branches: readonly RegExpNode[] }
  | {
      readonly type: 'repeat';
      readonly body: RegExpNode;
      readonly least: number;
      /** Infinity when there is no limit. */
      readonly most: number;
      readonly lazy: boolean;
    }
  | { readonly type: 'capture'; readonly body: RegExpNode }
  | { readonly type: 'assertion'; readonly kind: Assertion }
  | { readonly type: 'look'; readonly ahead: boolean; readonly negated: boolean; readonly body: RegExpNode }
  /** What capture number `group` (from 1) matched. */
  | { readonly type: 'back-reference'; readonly group: number };

export interface ParsedRegExp {
  readonly root: RegExpNode;
  readonly captures: number;
  /** Numbers of the named captures. */
  readonly names: ReadonlyMap<string, number>;
}
