/** Conditions, numbers, lists and dictionaries. */
import { ParseError } from '../../errors/index.js';
import type { Tree } from '../language/index.js';
import {
  containsValue,
  DateValue,
  DictValue,
  divide,
  type Expression,
  extremeOf,
  filterValue,
  integerOf,
  isWrapped,
  joinValue,
  MappingValue,
  memberOf,
  showValue,
  truthOf,
  unwrapItem,
  type Value,
} from '../values/index.js';
import { type FunctionDefinition, positional } from './function.js';

const nothing: Expression = () => '';

function extreme(name: string, direction: 1 | -1): FunctionDefinition {
  return positional(1, 1, `${name} expects one argument`, ([list]) => {
    const run = (list as { run: Expression }).run;
    return (scope) => {
      const value = run(scope);
      try {
        return extremeOf(value, scope, direction);
      } catch (error) {
        if (!(error instanceof ParseError)) throw error;
        throw new ParseError(error.message, undefined, {
          hint: `${name} first argument should be an iterable`,
        });
      }
    };
  });
}

/** The keyword that a value without a name of its own came from. */
function inferredName(tree: Tree): string {
  let at = tree;
  while (at.type === '|' || at.type === 'group' || (at.type === 'func' && at.children.length === 2)) {
    at = (at.type === 'func' ? at.children[1] : at.children[0]) as Tree;
  }
  if (at.type !== 'symbol') throw new ParseError('dict key cannot be inferred');
  return at.value;
}

const dict: FunctionDefinition = {
  parameters: ['*', '**'],
  compile(args) {
    const runs = new Map<string, Expression>();
    for (const argument of args) {
      if (argument === undefined) continue;
      const { tree, run } = argument;
      if (tree.type === 'keyvalue') {
        const key = (tree.children[0] as Tree).value;
        if (runs.has(key)) throw new ParseError(`duplicated dict key '${key}' inferred`);
        runs.set(key, run);
        continue;
      }
      const key = inferredName(tree);
      if (runs.has(key)) throw new ParseError(`duplicated dict key '${key}' inferred`);
      runs.set(key, run);
    }
    const entries = [...runs];
    return (scope) => new DictValue(new Map<string, Value>(entries.map(([key, run]) => [key, run(scope)])));
  },
};

const separate: FunctionDefinition = {
  parameters: ['sep', '*'],
  compile([separator, ...rest]) {
    if (separator === undefined) throw new ParseError('separate takes at least 1 positional arguments');
    const runs = rest.map((argument) => (argument as { run: Expression }).run);
    return (scope) => {
      const between = showValue(separator.run(scope), scope);
      let out = '';
      let first = true;
      for (const run of runs) {
        const text = showValue(run(scope), scope);
        if (text === '') continue;
        out += first ? text : between + text;
        first = false;
      }
      return out;
    };
  },
};

export const LOGIC_FUNCTIONS: readonly (readonly [string, FunctionDefinition])[] = [
  ['dict', dict],
  ['separate', separate],
  ['max', extreme('max', 1)],
  ['min', extreme('min', -1)],
  [
    'if',
    positional(2, 3, 'if expects two or three arguments', ([test, then, otherwise], compiler) => {
      const condition = compiler.condition((test as { tree: Tree }).tree);
      const yes = (then as { run: Expression }).run;
      const no = otherwise?.run ?? nothing;
      return (scope) => (condition(scope) ? yes : no)(scope);
    }),
  ],
  [
    'ifeq',
    positional(3, 4, 'ifeq expects three or four arguments', ([left, right, then, otherwise], compiler) => {
      const a = compiler.text((left as { tree: Tree }).tree);
      const b = compiler.text((right as { tree: Tree }).tree);
      const yes = (then as { run: Expression }).run;
      const no = otherwise?.run ?? nothing;
      return (scope) => (a(scope) === b(scope) ? yes : no)(scope);
    }),
  ],
  [
    'ifcontains',
    positional(3, 4, 'ifcontains expects three or four arguments', ([needle, haystack, then, otherwise]) => {
      const item = (needle as { run: Expression }).run;
      const list = (haystack as { run: Expression }).run;
      const yes = (then as { run: Expression }).run;
      const no = otherwise?.run ?? nothing;
      return (scope) => {
        const value = list(scope);
        const inside =
          isWrapped(value) || typeof value === 'string'
            ? containsValue(value, item(scope), scope)
            : showValue(value, scope).includes(showValue(item(scope), scope));
        return (inside ? yes : no)(scope);
      };
    }),
  ],
  [
    'join',
    positional(1, 2, 'join expects one or two arguments', ([list, separator], compiler) => {
      const run = (list as { run: Expression }).run;
      const between = separator === undefined ? () => ' ' : compiler.text(separator.tree);
      return (scope) => joinValue(run(scope), scope, between(scope));
    }),
  ],
  [
    'get',
    positional(2, 2, 'get() expects two arguments', ([dictionary, key]) => {
      const run = (dictionary as { run: Expression }).run;
      const name = (key as { run: Expression }).run;
      return (scope) => {
        const value = unwrapItem(run(scope));
        try {
          if (value instanceof DateValue) throw new ParseError('date is not a dictionary');
          if (value instanceof MappingValue) throw new ParseError('not a dictionary');
          return memberOf(value, showValue(name(scope), scope), scope);
        } catch (error) {
          if (!(error instanceof ParseError) || error.hint !== undefined) throw error;
          throw new ParseError(error.message, undefined, { hint: 'get() expects a dict as first argument' });
        }
      };
    }),
  ],
  [
    'filter',
    positional(1, 2, 'filter expects one or two arguments', ([list, test], compiler) => {
      const run = (list as { run: Expression }).run;
      const condition = test === undefined ? undefined : compiler.condition(test.tree);
      return (scope) =>
        filterValue(run(scope), scope, (item, itemScope) => {
          if (condition === undefined) return truthOf(item, scope);
          if (itemScope === undefined) throw new ParseError('not filterable by expression');
          return condition(itemScope);
        });
    }),
  ],
  [
    'mod',
    positional(2, 2, 'mod expects two arguments', ([left, right]) => {
      const a = (left as { run: Expression }).run;
      const b = (right as { run: Expression }).run;
      const message = 'arithmetic only defined on integers';
      return (scope) => {
        const dividend = integerOf(a(scope), scope, message);
        const divisor = integerOf(b(scope), scope, message);
        return dividend - divisor * divide(dividend, divisor);
      };
    }),
  ],
];
