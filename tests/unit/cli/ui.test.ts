import { describe, expect, it } from 'vitest';
import { similarityHint, similarNames } from '../../../src/cli/similar-names.js';
import { Colours } from '../../../src/cli/ui/colour.js';
import { isPlain } from '../../../src/cli/ui/plain.js';
import { formatPlain } from '../../../src/cli/ui/plain-formatter.js';
import { formatRemaining, ProgressBars } from '../../../src/cli/ui/progress-bar.js';
import { Config } from '../../../src/config/index.js';

describe('Colours', () => {
  const config = new Config();
  config.set('color', 'status.added', 'red bold', 'f:1');
  config.set('color', 'color.orange', '202', 'f:2');
  config.set('color', 'log.branch', 'orange nonsense', 'f:3');
  const colours = new Colours(config);
  it.each([
    ['x', 'log.changeset', '\x1b[0;33mx\x1b[0m'],
    ['x\ny\n', 'diff.deleted', '\x1b[0;31mx\x1b[0m\n\x1b[0;31my\x1b[0m\n'],
    ['x', 'status.added', '\x1b[0;31;1mx\x1b[0m'],
    ['x', 'log.branch', '\x1b[0;38;5;202mx\x1b[0m'],
    ['x', 'no.such', 'x'],
    ['x', 'log.changeset changeset.draft', '\x1b[0;33mx\x1b[0m'],
  ])('%j %s', (text, label, painted) => {
    expect(colours.paint(text, label)).toBe(painted);
  });
  it('knows what it does not know', () => {
    expect(colours.unknownEffects).toEqual([{ label: 'log.branch', effect: 'nonsense' }]);
  });
});

describe('isPlain', () => {
  const env = (values: Record<string, string>) => (name: string) => values[name];
  it('follows HGPLAIN and its exceptions', () => {
    expect(isPlain(env({}))).toBe(false);
    expect(isPlain(env({ HGPLAIN: '1' }), 'alias')).toBe(true);
    expect(isPlain(env({ HGPLAINEXCEPT: 'alias,color' }), 'alias')).toBe(false);
    expect(isPlain(env({ HGPLAINEXCEPT: 'alias,color' }))).toBe(true);
    expect(isPlain(env({ HGPLAIN: '1' }), 'strictflags')).toBe(false);
    expect(isPlain(env({ HGPLAIN: '+strictflags' }), 'strictflags')).toBe(true);
  });
});

describe('formatPlain', () => {
  it('fills in as printf does', () => {
    expect(formatPlain('%-4s|%3d|%s%%', ['ab', 7, null])).toBe('ab  |  7|None%');
  });
});

describe('progress', () => {
  it('writes remaining time as hg does', () => {
    expect([9, 62, 3720, 108000, 1400000].map(formatRemaining)).toEqual([
      '09s',
      '1m02s',
      '1h02m',
      '1d06h',
      '2w02d',
    ]);
  });
  it('draws a bar after the delay and clears it', () => {
    let now = 0;
    let text = '';
    const bars = new ProgressBars(new Config(), {
      width: 40,
      write: (part) => (text += part),
      now: () => now,
    });
    const bar = bars.start('checking', 10, '');
    bar.update(1);
    expect(text).toBe('');
    now = 4000;
    for (let i = 0; i < 16; i++) bar.update(5);
    expect(text).toMatch(/^\rchecking \[=+> +\] {1,2}5\/10 \d\ds$/);
    expect(text.length).toBe(41);
    text = '';
    bar.complete();
    expect(text).toBe(`\r${' '.repeat(40)}\r`);
  });
});

describe('similar names', () => {
  it('suggests what hg suggests', () => {
    expect(similarityHint(similarNames('stauts', ['status', 'log', 'summary']))).toBe('did you mean status?');
    expect(similarityHint(similarNames('xyz', ['status']))).toBeUndefined();
  });
});
