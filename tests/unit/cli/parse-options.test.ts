import { describe, expect, it } from 'vitest';
import { parseEarlyOptions } from '../../../src/cli/argv/early-options.js';
import { parseOptions } from '../../../src/cli/argv/parse-options.js';
import { shellSplit } from '../../../src/cli/argv/shell-split.js';
import type { OptionDefinition } from '../../../src/cli/command.js';

const option = (
  short: string,
  long: string,
  kind: OptionDefinition['kind'],
  more = {},
): OptionDefinition => ({
  short,
  long,
  kind,
  help: '',
  ...more,
});
const OPTIONS = [
  option('r', 'rev', 'list'),
  option('l', 'limit', 'value', { integer: true }),
  option('p', 'patch', 'flag'),
  option('g', 'git', 'flag'),
  option('M', 'no-merges', 'flag'),
  option('', 'removed', 'flag'),
];

function parse(...argv: string[]): unknown {
  const { values, args } = parseOptions(argv, OPTIONS, true);
  return [Object.fromEntries(values), args];
}

describe('parseOptions', () => {
  it('mixes options and arguments until --', () => {
    expect(parse('a', '-p', 'b', '--', '-g')).toEqual([{ patch: true }, ['a', 'b', '-g']]);
    expect(parse('-')).toEqual([{}, ['-']]);
  });
  it('reads clusters and values in every place', () => {
    expect(parse('-pgl3', '-r', '1', '-r2', '--rev=3', '--lim', '4')).toEqual([
      { patch: true, git: true, limit: '4', rev: ['1', '2', '3'] },
      [],
    ]);
  });
  it('negates flags', () => {
    expect(parse('--no-git', '--merges')).toEqual([{ git: false, 'no-merges': false }, []]);
  });
  it('stops at the first argument when told to', () => {
    expect(parseOptions(['-p', 'log', '-g'], OPTIONS, false).args).toEqual(['log', '-g']);
  });
  it.each([
    [['-z'], 'option -z not recognized'],
    [['--foo'], 'option --foo not recognized'],
    [['--foo=1'], 'option --foo not recognized'],
    [['--re'], 'option --re not a unique prefix'],
    [['--lim'], 'option --limit requires argument'],
    [['-l'], 'option -l requires argument'],
    [['--patch=1'], 'option --patch must not have an argument'],
    [['-l', 'x'], "invalid value 'x' for option --limit, expected int"],
    [['--no-lim', '3'], 'option --no-lim not recognized'],
    [['--=x'], 'option -- not a unique prefix'],
  ])('%j fails', (argv, message) => {
    expect(() => parse(...argv)).toThrow(message);
  });
});

describe('parseEarlyOptions', () => {
  it('takes its own options wherever they stand, spelled in full', () => {
    const { options, rest } = parseEarlyOptions(
      ['-Rx', 'log', '--config', 'a.b=c', '--cwd=d', '--conf', 'e', '--', '-R', 'y'],
      false,
    );
    expect(options).toMatchObject({ repository: 'x', config: ['a.b=c'], cwd: 'd' });
    expect(rest).toEqual(['log', '--conf', 'e', '--', '-R', 'y']);
  });
  it('stops at the command in strict mode', () => {
    expect(parseEarlyOptions(['-R', 'x', 'log', '--cwd', 'y'], true).options).toMatchObject({
      repository: 'x',
      cwd: undefined,
    });
  });
});

describe('shellSplit', () => {
  it.each([
    ['log -l 2', ['log', '-l', '2']],
    ["a 'b c'd \"e \\\"f\" g\\ h ''", ['a', 'b cd', 'e "f', 'g h', '']],
  ])('%j', (text, words) => {
    expect(shellSplit(text)).toEqual(words);
  });
  it('refuses an open quote', () => {
    expect(() => shellSplit("log 'x")).toThrow('No closing quotation');
  });
});
