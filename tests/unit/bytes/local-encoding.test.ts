import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodingName, localEncoding } from '../../../src/bytes/index.js';
import { HgError } from '../../../src/errors/index.js';

interface Case {
  readonly s: string;
  readonly tolocal: string;
  readonly fromlocal: string | { readonly error: string };
  readonly width: number;
  readonly lower: string;
  readonly upper: string;
  readonly columns: number;
  readonly trim: string;
  readonly trimdots: string;
  readonly trimleft: string;
}
// hg's answers, see tests/fixtures/scripts/local-encoding.py.
const fixture = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/local-encoding.json'), 'utf8'),
) as Record<string, readonly Case[]>;

function attempt(action: () => string): string | { error: string } {
  try {
    return action();
  } catch (error) {
    if (error instanceof HgError) return { error: error.message };
    throw error;
  }
}

describe.each(Object.keys(fixture))('local encoding %s', (name) => {
  const encoding = localEncoding(name);
  it('does what hg does', () => {
    for (const wanted of fixture[name] as readonly Case[]) {
      const { s, columns } = wanted;
      expect({
        s,
        tolocal: encoding.toLocal(s),
        fromlocal: attempt(() => encoding.fromLocal(s)),
        width: encoding.width(s),
        lower: encoding.lower(s),
        upper: encoding.upper(s),
        columns,
        trim: encoding.trim(s, columns),
        trimdots: encoding.trim(s, columns, '..'),
        trimleft: encoding.trim(s, columns, '..', true),
      }).toEqual(wanted);
    }
  });
});

describe('encodings', () => {
  it('are named by the environment', () => {
    const from = (env: Record<string, string>) => encodingName((name) => env[name]);
    expect(from({})).toBe('utf-8');
    expect(from({ LANG: 'de_DE.ISO-8859-1@euro' })).toBe('ISO-8859-1');
    expect(from({ LANG: 'C.UTF-8', LC_ALL: 'C' })).toBe('utf-8');
    expect(from({ LANG: 'C.UTF-8', HGENCODING: 'ascii' })).toBe('ascii');
  });
  it('can be unknown', () => {
    expect(() => localEncoding('bogus')).toThrow('unknown encoding: bogus');
  });
  it('say when something was lost', () => {
    expect(localEncoding('ascii').localize('caf\xc3\xa9')).toEqual({ local: 'caf?', lossless: false });
    expect(localEncoding('latin1').localize('caf\xc3\xa9')).toEqual({ local: 'caf\xe9', lossless: true });
  });
  it('cut exact columns', () => {
    const utf8 = localEncoding('utf-8');
    expect(utf8.columns('\xe4\xb8\xad\xe6\x96\x87xyz', 0, 4)).toBe('\xe4\xb8\xad\xe6\x96\x87');
    expect(utf8.columns('abc', 1, 3)).toBeUndefined();
  });
});
