/** Functions that ask the repository or the configuration. */
import { type ByteString, isHex } from '../../bytes/index.js';
import { parseBool } from '../../config/index.js';
import { HgError, LookupError, ParseError } from '../../errors/index.js';
import type { Argument, Compiler } from '../compiler.js';
import { formatNode } from '../keywords/format-node.js';
import { latestTag } from '../keywords/latest-tag.js';
import type { Scope } from '../scope.js';
import { type Mailmap, mapAuthor, parseMailmap } from '../text/mailmap.js';
import { integerOf, ListValue, RevsValue, showValue, type Value } from '../values/index.js';
import { formatRevset } from './format-revset.js';
import { type FunctionDefinition, positional } from './function.js';
import { subsetParents } from './subset-parents.js';
import { tagMatcher } from './tag-matcher.js';

function unavailable(what: string): HgError {
  return new HgError('abort', `${what} is not available here`);
}

function need(scope: Scope): number {
  if (!scope.hasChangeset) throw new HgError('abort', 'template resource not available: ctx');
  return scope.rev as number;
}

/** @param word a name without quotes. */
function emptySource(word: ByteString | undefined): ParseError {
  const hint = word === undefined ? {} : { hint: `did you mean extdata('${word}')?` };
  return new ParseError('empty data source specified', undefined, hint);
}

function configFunction(
  read: (scope: Scope, section: ByteString, name: ByteString, fallback: Argument | undefined) => Value,
): FunctionDefinition {
  return positional(2, 3, 'config expects two or three arguments', ([section, name, fallback], compiler) => {
    const sectionOf = compiler.literal((section as Argument).tree);
    const nameOf = compiler.literal((name as Argument).tree);
    return (scope) => read(scope, sectionOf(scope), nameOf(scope), fallback);
  });
}

function boolFallback(fallback: Argument | undefined, scope: Scope): boolean {
  if (fallback === undefined) return false;
  if (fallback.tree.type === 'symbol' && scope.given(fallback.tree.value) === undefined) {
    const word = parseBool(fallback.tree.value);
    if (word !== undefined) return word;
  }
  return showValue(fallback.run(scope), scope) !== '';
}

function patterns(args: readonly Argument[], compiler: Compiler): (scope: Scope) => ByteString[][] {
  const texts = args.map((argument) => compiler.text(argument.tree));
  return (scope) => texts.map((text) => [text(scope)]);
}

function revsetFunction(args: readonly Argument[], compiler: Compiler): (scope: Scope) => Value {
  const [query, ...rest] = args as readonly [Argument, ...Argument[]];
  const text = compiler.text(query.tree);
  return (scope) => {
    const { resources } = scope.templater;
    if (resources.repo === undefined || resources.revset === undefined) throw unavailable('revset()');
    const raw = text(scope);
    const expression =
      rest.length === 0
        ? raw
        : formatRevset(
            raw,
            rest.map((argument) => argument.run(scope)),
            scope,
          );
    // The same question is often asked for every changeset.
    const revs = scope.templater.cached(`revset ${expression}`, () => resources.revset?.(expression) ?? []);
    return new RevsValue(revs);
  };
}

function shortest(node: ByteString, minimum: number, scope: Scope): ByteString {
  const repo = scope.templater.resources.repo;
  if (repo === undefined || node.length > 40 || !isHex(node)) return node;
  let full = node.toLowerCase();
  if (node.length < 40) {
    try {
      const found = repo.matchPrefix(full);
      if (found.length !== 1) return node;
      full = repo.node(found[0] as number);
    } catch (error) {
      if (error instanceof LookupError) return node;
      throw error;
    }
  }
  return repo.shortestPrefix(full, minimum);
}

export const REPOSITORY_FUNCTIONS: readonly (readonly [string, FunctionDefinition])[] = [
  [
    'config',
    configFunction((scope, section, name, fallback) => {
      const value = scope.templater.resources.config.get(section, name);
      if (value !== undefined) return value;
      return fallback === undefined ? null : showValue(fallback.run(scope), scope);
    }),
  ],
  [
    'configbool',
    configFunction((scope, section, name, fallback) => {
      const { config } = scope.templater.resources;
      if (config.has(section, name)) return config.getBool(section, name);
      return boolFallback(fallback, scope);
    }),
  ],
  [
    'configint',
    configFunction((scope, section, name, fallback) => {
      const { config } = scope.templater.resources;
      if (config.has(section, name)) return config.getInt(section, name, 0);
      return fallback === undefined ? null : integerOf(fallback.run(scope), scope);
    }),
  ],
  [
    'diff',
    positional(0, 2, 'diff expects zero, one, or two arguments', (args, compiler) => {
      const lists = patterns(args, compiler);
      return (scope) => {
        const { resources } = scope.templater;
        if (resources.diff === undefined) throw unavailable('diff()');
        const rev = need(scope);
        const [include = [], exclude = []] = lists(scope);
        if (args.length === 0) return resources.diff(rev, undefined);
        if (resources.matcher === undefined) throw unavailable('diff() with patterns');
        return resources.diff(rev, resources.matcher(rev, include, exclude));
      };
    }),
  ],
  [
    'files',
    positional(1, 1, 'files expects one argument', (args, compiler) => {
      const lists = patterns(args, compiler);
      return (scope) => {
        const { resources } = scope.templater;
        if (resources.matcher === undefined) throw unavailable('files()');
        const rev = need(scope);
        const matcher = resources.matcher(rev, lists(scope)[0] ?? [], []);
        return new ListValue([...scope.repo.manifest(rev).paths(matcher)], { name: 'file' });
      };
    }),
  ],
  [
    'extdata',
    {
      parameters: ['source'],
      compile([source], compiler) {
        if (source === undefined) throw new ParseError('extdata expects one argument');
        const name = compiler.text(source.tree);
        const { tree } = source;
        return (scope) => {
          const rev = need(scope);
          const { resources } = scope.templater;
          const given = name(scope);
          if (given === '') throw emptySource(tree.type === 'symbol' ? tree.value : undefined);
          if (resources.extdata === undefined)
            throw new HgError('abort', `unknown extdata source '${given}'`);
          return resources.extdata(given, rev);
        };
      },
    },
  ],
  [
    'formatnode',
    positional(1, 1, 'formatnode expects one argument', ([node], compiler) => {
      const text = compiler.text((node as Argument).tree);
      return (scope) => formatNode(text(scope), scope);
    }),
  ],
  [
    'latesttag',
    positional(0, 1, 'latesttag expects at most one argument', ([pattern], compiler) => {
      const text = pattern === undefined ? undefined : compiler.text(pattern.tree);
      return (scope) => {
        const source = text?.(scope);
        const found = latestTag(
          scope,
          need(scope),
          source === undefined ? undefined : tagMatcher(source),
          source,
        );
        return found.value;
      };
    }),
  ],
  [
    'mailmap',
    positional(1, 1, 'mailmap expects one argument', ([author], compiler) => {
      const text = compiler.text((author as Argument).tree);
      return (scope) => {
        const { templater } = scope;
        const map = templater.cached<Mailmap>('mailmap', () =>
          parseMailmap(templater.resources.workingFile?.('.mailmap') ?? ''),
        );
        return mapAuthor(text(scope), map);
      };
    }),
  ],
  [
    'relpath',
    positional(1, 1, 'relpath expects one argument', ([path], compiler) => {
      const text = compiler.text((path as Argument).tree);
      return (scope) => {
        const { resources } = scope.templater;
        return resources.relativePath === undefined ? text(scope) : resources.relativePath(text(scope));
      };
    }),
  ],
  ['revset', positional(1, Number.POSITIVE_INFINITY, 'revset expects one or more arguments', revsetFunction)],
  [
    'shortest',
    positional(1, 2, 'shortest() expects one or two arguments', ([node, minimum], compiler) => {
      const text = compiler.text((node as Argument).tree);
      return (scope) => {
        const least =
          minimum === undefined
            ? 4
            : integerOf(minimum.run(scope), scope, 'shortest() expects an integer minlength');
        return shortest(text(scope), Math.max(1, least), scope);
      };
    }),
  ],
  [
    'subsetparents',
    {
      parameters: ['rev', 'revset'],
      compile([rev, set]) {
        if (rev === undefined || set === undefined)
          throw new ParseError('subsetparents expects two arguments');
        return (scope) => {
          const child = integerOf(rev.run(scope), scope, 'subsetparents expects rev to be an integer');
          const value = set.run(scope);
          if (!(value instanceof RevsValue)) throw new ParseError('subsetparents expects a queried revset');
          return new RevsValue(subsetParents(scope.repo.graph, child, value.revs));
        };
      },
    },
  ],
];
