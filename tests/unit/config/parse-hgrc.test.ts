import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHgrc } from '../../../src/config/index.js';
import { ConfigError } from '../../../src/errors/index.js';

function events(text: string): string[] {
  const out: string[] = [];
  parseHgrc('f', text, {
    item: (section, name, value, line) => out.push(`${line} ${section}.${name}=${value}`),
    unset: (section, name, line) => out.push(`${line} unset ${section}.${name}`),
    include: (path, line) => out.push(`${line} include ${path}`),
  });
  return out;
}

describe('parseHgrc', () => {
  it.each<[string, string[]]>([
    ['[a]\nx = 1\n  2\n3 = 4\n', ['3 a.x=1\n2', '4 a.3=4']],
    ['x=1', ['1 .x=1']],
    ['[a]\nx = 1\n# c\n  2\n', ['4 a.x=1\n2']],
    ['[a]\nx =\n  1\n', ['3 a.x=\n1']],
    ['[a]\nx == 1\n', ['2 a.x== 1']],
    ['[a] \r\nx = a;b # c  \r\n', ['2 a.x=a;b # c']],
    ['\xef\xbb\xbf[a]\nx=1\n', ['2 a.x=1']],
    ['[a]\n%unset x\n%include  ~/b c\n', ['2 unset a.x', '3 include ~/b c']],
    ['[a.b]\nx:y = 1', ['2 a.b.x:y=1']],
    ['; c\n[a]\nx=1;2\n', ['3 a.x=1;2']],
  ])('%j', (text, expected) => {
    expect(events(text)).toEqual(expected);
  });

  it.each([
    ['[a]\n  x = 1\n', 'f:2', 'unexpected leading whitespace:   x = 1'],
    ['[a]\nx=1\n\n  y', 'f:4', 'unexpected leading whitespace:   y'],
    ['[a\nx=1', 'f:1', '[a'],
    ['[a]\nx', 'f:2', 'x'],
    ['%include', 'f:1', '%include'],
  ])('%j fails', (text, at, message) => {
    try {
      events(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      expect([(error as ConfigError).at, (error as ConfigError).message]).toEqual([at, message]);
    }
  });

  it('throws nothing but ConfigError', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('[', ']', 'a', '=', ' ', '\n', '#', '%unset ', '\r', ';')),
        (parts) => {
          try {
            events(parts.join(''));
          } catch (error) {
            expect(error).toBeInstanceOf(ConfigError);
          }
        },
      ),
    );
  });
});
