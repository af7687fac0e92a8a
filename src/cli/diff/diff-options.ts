/** How differences are to be shown: the options that `diff` and its relatives share, and the `[diff]` section. */
import type { ByteString } from '../../bytes/index.js';
import type { DiffOptions } from '../../diff/index.js';
import { InputError } from '../../errors/index.js';
import type { CommandContext, OptionDefinition, Options } from '../command.js';
import { isPlain } from '../ui/index.js';

/** `-a`, `-g`, `--binary`, `--nodates`. */
export const DIFF_OPTIONS: readonly OptionDefinition[] = [
  { short: 'a', long: 'text', kind: 'flag', help: 'treat all files as text' },
  { short: 'g', long: 'git', kind: 'flag', help: 'write the extended format of git' },
  { short: '', long: 'binary', kind: 'flag', help: 'with --git, write binary patches (default)' },
  { short: '', long: 'nodates', kind: 'flag', help: 'leave dates out of headers' },
];

export const WHITESPACE_OPTIONS: readonly OptionDefinition[] = [
  { short: 'w', long: 'ignore-all-space', kind: 'flag', help: 'ignore all white space in lines' },
  { short: 'b', long: 'ignore-space-change', kind: 'flag', help: 'ignore how much white space there is' },
  { short: 'B', long: 'ignore-blank-lines', kind: 'flag', help: 'ignore changes of blank lines only' },
  { short: 'Z', long: 'ignore-space-at-eol', kind: 'flag', help: 'ignore white space at the ends of lines' },
];

/** Those of `diff` alone: `--noprefix`, `-p`, `--reverse`, white space, `-U`, `--stat`, `--root`. */
export const MORE_DIFF_OPTIONS: readonly OptionDefinition[] = [
  { short: '', long: 'noprefix', kind: 'flag', help: 'leave a/ and b/ out of file names' },
  {
    short: 'p',
    long: 'show-function',
    kind: 'flag',
    help: 'show the function that each change is in',
  },
  { short: '', long: 'reverse', kind: 'flag', help: 'show what would undo the changes' },
  ...WHITESPACE_OPTIONS,
  { short: 'U', long: 'unified', kind: 'value', help: 'number of lines of context', valueName: 'NUM' },
  { short: '', long: 'stat', kind: 'flag', help: 'show how many lines changed in each file' },
  { short: '', long: 'root', kind: 'value', help: 'show paths relative to a directory', valueName: 'DIR' },
];

export const WALK_OPTIONS: readonly OptionDefinition[] = [
  {
    short: 'I',
    long: 'include',
    kind: 'list',
    help: 'take only names that match the patterns',
    valueName: 'PATTERN',
  },
  {
    short: 'X',
    long: 'exclude',
    kind: 'list',
    help: 'leave out names that match the patterns',
    valueName: 'PATTERN',
  },
];

/** What the command line and the configuration ask for; `wordDiff` concerns colour. */
export interface ShownDiffOptions extends DiffOptions {
  readonly wordDiff?: boolean;
}

/**
 * Reads options, then `[diff]`. An option that a command does not have counts as not given.
 * @param section `annotate` reads white-space settings from its own section.
 * @throws ConfigError, HgError `abort` for a number of lines that is none.
 */
export function diffOptionsOf(
  context: CommandContext,
  options: Options | undefined,
  section: 'diff' | 'annotate' = 'diff',
): ShownDiffOptions {
  const { config } = context.ui;
  const plain = isPlain(context.platform.env, 'diffopts');
  const flag = (option: string, name: string): boolean =>
    options?.triState(option) ?? config.getBool(section, name);
  const taste = (option: string, name: string): boolean =>
    options?.triState(option) ?? (!plain && config.getBool(section, name));
  const binary = options?.triState('binary');
  return {
    git: flag('git', 'git'),
    noDates: flag('nodates', 'nodates'),
    showFunction: flag('show-function', 'showfunc'),
    context: contextLines(options?.value('unified') || config.get(section, 'unified')),
    text: options?.flag('text') === true,
    noBinary: binary === undefined ? !plain && config.getBool(section, 'nobinary') : !binary,
    noPrefix: taste('noprefix', 'noprefix'),
    wordDiff: !plain && config.getBool(section, 'word-diff'),
    ignoreAllSpace: flag('ignore-all-space', 'ignorews'),
    ignoreSpaceChange: flag('ignore-space-change', 'ignorewsamount'),
    ignoreBlankLines: flag('ignore-blank-lines', 'ignoreblanklines'),
    ignoreSpaceAtEol: flag('ignore-space-at-eol', 'ignorewseol'),
    indexDigits: indexDigits(context),
    showSimilarity: config.getBool('experimental', 'extendedheader.similarity'),
  };
}

function contextLines(text: ByteString | undefined): number {
  if (text === undefined) return 3;
  if (!/^\s*[+-]?\d+(_\d+)*\s*$/.test(text))
    throw new InputError(`diff context lines count must be an integer, not '${text}'`);
  return Math.max(Number(text.replaceAll('_', '')), 0);
}

const INDEX_WORDS: Readonly<Record<string, number>> = { none: 0, '': 12, short: 12, full: 40 };

/** `experimental.extendedheader.index`: digits of hashes in git's headers, or a word. */
function indexDigits({ ui }: CommandContext): number {
  const text = ui.config.get('experimental', 'extendedheader.index');
  if (text === undefined) return 0;
  const known = INDEX_WORDS[text];
  if (known !== undefined) return known;
  const isNumber = /^\s*[+-]?\d+\s*$/.test(text);
  const digits = Number(text);
  if (isNumber && digits >= 0 && digits <= 40) return digits;
  ui.warn(`invalid ${isNumber ? 'length' : 'value'} for extendedheader.index: '${text}'\n`);
  return isNumber && digits > 40 ? 40 : 0;
}
