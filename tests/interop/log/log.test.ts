import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { qs } from '../qs.js';
import { makeHistory, makeObsolete } from './history.js';

const KEYWORDS =
  'activebookmark author bisect bookmarks branch branches changessincelatesttag children currentbookmark date desc ' +
  'diffstat extras file_adds file_copies file_copies_switch file_dels file_mods files graphnode graphwidth index ' +
  'instabilities latesttag latesttagdistance manifest namespaces negrev node obsfate obsolete p1 p1node p1rev p2 p2node ' +
  'p2rev parents peerurls phase phaseidx predecessors reporoot rev subrepos succsandmarkers tags termwidth ' +
  'verbosity whyunstable onelinesummary';

const FILTERS =
  'addbreaks age basename cbor domain email emailuser escape fill68 fill76 firstline hex json lower nonempty ' +
  'obfuscate person revescape short shortbisect splitlines strip stripdir tabindent upper urlescape user utf8 xmlescape';

const DATE_FILTERS = 'age date hgdate isodate isodatesec rfc3339date rfc822date shortdate';

const FUNCTIONS = [
  'date(date, "%Y-%m-%d %H:%M:%S %a %b %1%2")',
  'dict(rev, branch)|json',
  'diff("a")',
  'fill(desc, 20, "<", "  ")',
  'filter(files)',
  'formatnode(node)',
  'get(extras, "branch")',
  'if(branches, "yes", "no")',
  'ifcontains("a", files, "has a")',
  'ifeq(branch, "default", "d", "o")',
  'indent(desc, "  ", "> ")',
  'join(files, ", ")',
  'label("log.user", author)',
  'latesttag()',
  'localdate(date, "UTC")',
  'mailmap(author)',
  'max(files)',
  'min(revset("0:%d", rev))',
  'mod(rev, 3)',
  'pad(rev, 6, "0", left=True)',
  'relpath(reporoot)|basename',
  'revset("parents(%d)", rev)',
  'search("(?P<first>[a-z]+)", desc) % "{first}"',
  'separate(" ", branch, tags, bookmarks)',
  'shortest(node, 6)',
  'startswith("m", desc)',
  'strip(author, "fom>")',
  'sub("o+", "0", author)',
  'word(1, desc)',
  'files("*")',
  'separate(",", files % "{path}:{status}:{size}")',
  'cbor(rev)',
  'user(author)',
];

/** Command lines that must give the same everywhere: output, messages, exit code. */
const COMMANDS: readonly (readonly string[])[] = [
  ['log'],
  ['log', '-v'],
  ['log', '--debug'],
  ['log', '-q'],
  ['log', '-Gv'],
  ['log', '-G', '-r', 'merge() or head()', '-q'],
  ['log', '-f', '-q'],
  ['log', '-f', 'a', '-p'],
  ['log', '-f', 'a', '--stat', '-G'],
  ['log', '-fr', 'tip', 'dir/sub/d', '--git', '-p'],
  ['log', 'b', 'dir/c', '-q'],
  ['log', '--removed', 'b', '-q'],
  ['log', 'dir', '-q'],
  ['log', '-I', '**/d', '-q'],
  ['log', '-f', 'nothing'],
  ['log', '-fr', '2+4', 'b', 'nothing'],
  ['log', '-fr', '2+4', 'b', 'dir/sub/d', '-q'],
  ['log', '-L', 'a,1:2'],
  ['log', '-fL', 'a,1:2', '-p'],
  ['log', '-fL', 'a,6:9'],
  ['log', '-b', '.', '-q'],
  ['log', '-b', 'nothing'],
  ['log', '-B', 'plain', '-q'],
  ['log', '-B', 'nothing'],
  ['log', '-u', 'foo', '-k', 'branch', '-q'],
  ['log', '-d', '<4 0', '-q'],
  ['log', '-P', '4', '-M', '-q'],
  ['log', '-l', '0'],
  ['log', '-l', 'x'],
  ['log', '-r', '3:1', '-q', '-l', '2'],
  ['log', '-r', 'null'],
  ['log', '-C', '-v', '-r', '2:4'],
  ['log', '--color=debug', '-r', '7:8', '-v'],
  ['log', '--color=always', '-Gp', '-l', '2', '--stat'],
  ['log', '-T', 'nosuch{'],
  ['log', '-T', '{nosuch}{rev|nosuch}'],
  ['log', '--style', 'nosuch'],
  ['log', '-T', 'list'],
  ...['default', 'compact', 'changelog', 'json', 'xml', 'bisect', 'phases', 'status', 'show', 'cbor'].flatMap(
    (style) => [
      ['log', '-T', style],
      ['log', '-T', style, '-v', '-C'],
      ['log', '-T', style, '--debug'],
      ['log', '-T', style, '-q'],
    ],
  ),
  ['log', '-T', 'json', '-p', '--stat', '-r', '2'],
  ['log', '-G', '-T', '{rev} {fill(desc, termwidth - graphwidth)}\n'],
  ['log', '-Gq', '--config', 'command-templates.graphnode={ifeq(branch, "default", "d", graphnode)}'],
  ['log', '-Gq', '-r', '0+8', '--config', 'experimental.graphstyle.grandparent=.'],
  ['log', '-Gq', '--config', 'experimental.graphshorten=1'],
  ['heads'],
  ['heads', '-c'],
  ['heads', '-t', '-q'],
  ['heads', 'closing'],
  ['heads', '-r', '4', '-q', 'default'],
  ['heads', '.'],
  ['tip', '-p'],
  ['tip', '-T', '{rev}\n'],
  ['parents'],
  ['parents', 'a'],
  ['parents', '-r', '6'],
  ['parents', '-r', '6', 'nothing'],
  ['parents', 'glob:a'],
  // From outside of the repository.
  ['log', '--cwd', '..', '-R', 'repo', 'a'],
  ['log', '--cwd', '..', '-R', 'repo', 'repo/a', '-q'],
  ['log', '--cwd', '..', '-R', 'repo', '-r', 'file(a)'],
  ['log', '--cwd', '..', '-R', 'repo', '-T', '{relpath("a")}\n'],
];

const ENCODINGS = ['utf-8', 'ascii', 'latin1'];

describeWithHg('the log of a history with everything', () => {
  const root = join(temporaryDirectory(), 'repo');
  beforeAll(() => void makeHistory(root), 60_000);

  function same(args: readonly string[], encoding = 'utf-8'): void {
    const env = { HGENCODING: encoding };
    const ours = qs(root, args, { env });
    expect(ours).toEqual(hg(root, args, { env }));
  }

  it.each(COMMANDS.map((args) => [args]))('%j', (args) => same(args), 20_000);

  it.each(ENCODINGS)(
    'prints in %s',
    (encoding) => {
      for (const args of [
        ['log', '-v'],
        ['log', '-T', 'json'],
        ['branches'],
        ['bookmarks'],
        ['heads', '-T', 'xml'],
      ])
        same(args, encoding);
      same(['log', '-T', '{author|json} {branch|json} {author|utf8} {desc|firstline}\n'], encoding);
    },
    60_000,
  );

  it('expands every keyword', () => {
    for (const flags of [[], ['-v'], ['--debug'], ['-q']])
      same([
        'log',
        ...flags,
        '-T',
        KEYWORDS.split(' ')
          .map((word) => `${word}: {${word}}\n`)
          .join(''),
      ]);
    const words = KEYWORDS.split(' ').filter((word) => !/^(succsandmarkers|subrepos|p1|p2)$/.test(word));
    same(['log', '-T', words.map((word) => `{${word}|json}\n`).join('')]);
  }, 60_000);

  it('applies every filter', () => {
    const filters = FILTERS.split(' ').filter((name) => !/^(splitlines|age)$/.test(name));
    same([
      'log',
      '-T',
      filters.map((name) => `${name}: {desc|${name}}|{author|${name}}|{branch|${name}}\n`).join(''),
    ]);
    same([
      'log',
      '-T',
      DATE_FILTERS.split(' ')
        .map((name) => `{date|${name}}\n`)
        .join(''),
    ]);
    same([
      'log',
      '-T',
      '{files|json}{desc|splitlines}{files|commondir}{files|count}{node|short}{rev|stringify}\n',
    ]);
  }, 60_000);

  it.each(FUNCTIONS)('calls %s', (call) => same(['log', '-T', `{${call}}\n`]), 20_000);
});

describeWithHg('the log of obsolete changesets', () => {
  const root = join(temporaryDirectory(), 'repo');
  beforeAll(() => void makeObsolete(root), 60_000);

  it.each([
    ['log', '-G'],
    ['log', '--hidden', '-G', '-v'],
    ['log', '--hidden', '--debug'],
    ['log', '-r', '6'],
    ['log', '--hidden', '-T', '{rev} {obsolete} {obsfate} {instabilities} {predecessors} {successorssets}\n'],
    ['log', '--hidden', '-T', '{rev} {succsandmarkers|json}\n{whyunstable}\n'],
    ['log', '-T', '{rev} {whyunstable % "{instability} {reason} {node|short}"}\n'],
    ['log', '-T', '{rev} {obsfate % "{fate}"}\n', '-v'],
    ['log', '--color=debug'],
    ['heads'],
    ['parents'],
  ])(
    '%s %s %s %s',
    (...args) => {
      const ours = qs(root, args, { env: { HGENCODING: 'utf-8' } });
      expect(ours).toEqual(hg(root, args, { env: { HGENCODING: 'utf-8' } }));
    },
    20_000,
  );
});
