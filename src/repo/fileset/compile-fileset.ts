/** Turns a fileset into a matcher for the files of one revision. */
import { type ByteString, WDIR_REV } from '../../bytes/index.js';
import { ParseError } from '../../errors/index.js';
import {
  intersectMatchers,
  type Matcher,
  negateMatcher,
  subtractMatchers,
  uniteMatchers,
} from '../../match/index.js';
import { unknownIdentifier } from '../../revset/index.js';
import type { Repository } from '../repository.js';
import { FilesetContext } from './fileset-context.js';
import { FILESET_PREDICATES } from './fileset-predicates.js';
import { type FilesetTree, parseFileset } from './parse-fileset.js';

function evaluate(context: FilesetContext, tree: FilesetTree): Matcher {
  switch (tree.op) {
    case 'symbol':
    case 'string':
      return context.matcher(tree.value);
    case 'pattern':
      return context.matcher(`${tree.kind}:${tree.value}`);
    case 'not':
      return negateMatcher(evaluate(context, tree.operand));
    case 'negate':
      throw new ParseError("can't use negate operator in this context");
    case 'and':
      // `x and not y` is what is left of x without y.
      if (tree.right.op === 'not')
        return subtractMatchers(evaluate(context, tree.left), evaluate(context, tree.right.operand));
      return intersectMatchers(evaluate(context, tree.left), evaluate(context, tree.right));
    case 'minus':
      return subtractMatchers(evaluate(context, tree.left), evaluate(context, tree.right));
    case 'or':
      return uniteMatchers([evaluate(context, tree.left), evaluate(context, tree.right)]);
    case 'call': {
      const predicate = FILESET_PREDICATES.get(tree.name);
      if (predicate === undefined) throw unknownIdentifier(tree.name, FILESET_PREDICATES.keys());
      return predicate(context, tree.args, evaluate);
    }
  }
}

export interface FilesetRequest {
  readonly repo: Repository;
  /** Default: the working directory. */
  readonly rev?: number | undefined;
  /** Absolute: what patterns are relative to. */
  readonly cwd: ByteString;
}

/** Statuses and contents are looked at when a file is asked about. @throws ParseError, and what revsets and patterns throw */
export function compileFileset(expression: ByteString, { repo, rev, cwd }: FilesetRequest): Matcher {
  return evaluate(new FilesetContext(repo, rev ?? WDIR_REV, cwd), parseFileset(expression));
}
