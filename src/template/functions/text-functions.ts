/** Functions on text. */
import type { ByteString } from '../../bytes/index.js';
import { ParseError } from '../../errors/index.js';
import type { Argument, Compiler } from '../compiler.js';
import type { Scope } from '../scope.js';
import { compilePattern, parseReplacement, replaceAll } from '../text/regexp.js';
import { columnsOf, fillText, indentText, truncateColumns } from '../text/wrap.js';
import { integerOf, MappingValue, NO_MAPPING, type Value } from '../values/index.js';
import { type FunctionDefinition, positional } from './function.js';

type Text = (scope: Scope) => ByteString;

const textOf = (argument: Argument | undefined, compiler: Compiler): Text =>
  argument === undefined ? () => '' : compiler.text(argument.tree);

function fill(args: readonly Argument[], compiler: Compiler): (scope: Scope) => ByteString {
  const [text, width, first, other] = args;
  const body = textOf(text, compiler);
  const firstIndent = textOf(first, compiler);
  const otherIndent = textOf(other, compiler);
  return (scope) => {
    const columns =
      width === undefined ? 76 : integerOf(width.run(scope), scope, 'fill expects an integer width');
    return fillText(body(scope), columns, firstIndent(scope), otherIndent(scope));
  };
}

const pad: FunctionDefinition = {
  parameters: ['text', 'width', 'fillchar', 'left', 'truncate'],
  compile([text, width, fillchar, left, truncate], compiler) {
    if (text === undefined || width === undefined)
      throw new ParseError('pad() expects two to four arguments');
    const body = textOf(text, compiler);
    const filler = fillchar === undefined ? () => ' ' : textOf(fillchar, compiler);
    const atLeft = left === undefined ? () => false : compiler.condition(left.tree);
    const cuts = truncate === undefined ? () => false : compiler.condition(truncate.tree);
    return (scope) => {
      const columns = integerOf(width.run(scope), scope, 'pad() expects an integer width');
      const out = body(scope);
      const char = filler(scope);
      if (char.length !== 1) throw new ParseError('pad() expects a single fill character');
      const missing = columns - columnsOf(out);
      const onLeft = atLeft(scope);
      if (missing < 0 && cuts(scope)) return truncateColumns(out, Math.max(0, columns), onLeft);
      if (missing <= 0) return out;
      // A width is a number that somebody typed: keep it within what one line can be.
      if (missing > 1 << 24) throw new ParseError('pad() width is too large');
      return onLeft ? char.repeat(missing) + out : out + char.repeat(missing);
    };
  },
};

function search(pattern: Text, text: Text): (scope: Scope) => Value {
  let known: { source: ByteString; compiled: NonNullable<ReturnType<typeof compilePattern>> } | undefined;
  return (scope) => {
    const source = pattern(scope);
    if (known?.source !== source) {
      const compiled = compilePattern(source);
      if (compiled === undefined) throw new ParseError(`search got an invalid pattern: ${source}`);
      known = { source, compiled };
    }
    const matcher = known.compiled.matcher(text(scope));
    if (!matcher.find()) return NO_MAPPING;
    const groups: Record<string, Value> = {};
    for (let i = 0; i <= matcher.groupCount(); i++) groups[String(i)] = matcher.group(i);
    for (const name of Object.keys(known.compiled.namedGroups())) groups[name] = matcher.group(name);
    return new MappingValue(groups, undefined, () => groups['0'] as ByteString);
  };
}

function word(args: readonly Argument[], compiler: Compiler): (scope: Scope) => ByteString {
  const [number, text, separator] = args as readonly [Argument, Argument, Argument | undefined];
  const body = textOf(text, compiler);
  const between = separator === undefined ? undefined : textOf(separator, compiler);
  return (scope) => {
    const index = integerOf(number.run(scope), scope, 'word expects an integer index');
    const split = between?.(scope);
    const source = body(scope);
    const words =
      split === undefined
        ? source.split(/[\t\n\v\f\r ]+/).filter((part) => part !== '')
        : source.split(split);
    return words[index < 0 ? words.length + index : index] ?? '';
  };
}

function strip(text: ByteString, chars: ByteString | undefined): ByteString {
  const set = chars ?? ' \t\n\r\v\f';
  let from = 0;
  let to = text.length;
  while (from < to && set.includes(text[from] as string)) from++;
  while (to > from && set.includes(text[to - 1] as string)) to--;
  return text.slice(from, to);
}

export const TEXT_FUNCTIONS: readonly (readonly [string, FunctionDefinition])[] = [
  ['pad', pad],
  ['fill', positional(1, 4, 'fill expects one to four arguments', fill)],
  [
    'indent',
    positional(2, 3, 'indent() expects two or three arguments', ([text, prefix, first], compiler) => {
      const body = textOf(text, compiler);
      const indent = textOf(prefix, compiler);
      const firstIndent = first === undefined ? undefined : textOf(first, compiler);
      return (scope) => {
        const usual = indent(scope);
        return indentText(body(scope), usual, firstIndent?.(scope) ?? usual);
      };
    }),
  ],
  [
    'label',
    positional(2, 2, 'label expects two arguments', ([label, text], compiler) => {
      const name = compiler.literal((label as Argument).tree);
      const body = textOf(text, compiler);
      return (scope) => {
        const out = body(scope);
        const paint = scope.templater.resources.label;
        // Resources may be objects whose methods use `this`.
        return paint === undefined ? out : paint.call(scope.templater.resources, out, name(scope));
      };
    }),
  ],
  [
    'rstdoc',
    positional(2, 2, 'rstdoc expects two arguments', ([text, style], compiler) => {
      const body = textOf(text, compiler);
      const format = textOf(style, compiler);
      return (scope) => {
        format(scope);
        return body(scope);
      };
    }),
  ],
  [
    'search',
    positional(2, 2, 'search expects two arguments', ([pattern, text], compiler) =>
      search(textOf(pattern, compiler), textOf(text, compiler)),
    ),
  ],
  [
    'startswith',
    positional(2, 2, 'startswith expects two arguments', ([prefix, text], compiler) => {
      const head = textOf(prefix, compiler);
      const body = textOf(text, compiler);
      return (scope) => {
        const whole = body(scope);
        return whole.startsWith(head(scope)) ? whole : '';
      };
    }),
  ],
  [
    'strip',
    positional(1, 2, 'strip expects one or two arguments', ([text, chars], compiler) => {
      const body = textOf(text, compiler);
      const set = chars === undefined ? undefined : textOf(chars, compiler);
      return (scope) => strip(body(scope), set?.(scope));
    }),
  ],
  [
    'sub',
    positional(3, 3, 'sub expects three arguments', ([pattern, replacement, text], compiler) => {
      const source = textOf(pattern, compiler);
      const target = textOf(replacement, compiler);
      const body = textOf(text, compiler);
      return (scope) => {
        const expression = source(scope);
        const compiled = scope.templater.cached(`pattern ${expression}`, () => compilePattern(expression));
        if (compiled === undefined) throw new ParseError(`sub got an invalid pattern: ${expression}`);
        const raw = target(scope);
        const parts = parseReplacement(raw, compiled);
        if (parts === undefined) throw new ParseError(`sub got an invalid replacement: ${raw}`);
        return replaceAll(compiled, parts, body(scope));
      };
    }),
  ],
  [
    'word',
    {
      parameters: undefined,
      compile(args, compiler) {
        if (args.length < 2 || args.length > 3)
          throw new ParseError(`word expects two or three arguments, got ${args.length}`);
        return word(args as readonly Argument[], compiler);
      },
    },
  ],
];
