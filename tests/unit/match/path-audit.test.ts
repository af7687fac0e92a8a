import { describe, expect, it } from 'vitest';
import { pathAuditor } from '../../../src/match/index.js';

const audit = pathAuditor();
const message = (path: string): string => {
  try {
    audit(path);
    return 'allowed';
  } catch (error) {
    return (error as Error).message;
  }
};
const bytes = (text: string): string => Buffer.from(text).toString('latin1');

describe('names of paths', () => {
  it.each(['.hg/x', '.HG/x', '.hg./x', '/x', 'a/../x', 'HG~1/x', 'a/hg~12/x', 'Hg8b6C~2'])(
    'that lead to metadata or elsewhere are refused: %s',
    (path) => expect(message(path)).toBe(`path contains illegal component: ${path}`),
  );

  it.each(['\u200c', '\u200f', '\u202a', '\u202e', '\u206a', '\u206f', '\ufeff'])(
    'that HFS+ takes for metadata are refused: %j',
    (ignored) => {
      for (const name of [`.h${ignored}g`, `${ignored}.hg`, `.HG${ignored}`]) {
        const path = bytes(`${name}/x`);
        expect(message(path)).toBe(`path contains illegal component: ${path}`);
        expect(message(`sub/${path}`)).toBe(`path 'sub/${path}' is inside nested repo 'sub'`);
      }
    },
  );

  it.each(['\u200b', '\u2010', '\u2029', '\u202f', '\u2069', '\u2070', '\ufefe'])(
    'with other characters are not: %j',
    (other) => expect(message(bytes(`.h${other}g/x`))).toBe('allowed'),
  );

  it.each(['.hgignore', '.hg~1/x', 'HG~x', 'HG~1x/y', 'xHG~1', 'a/hg', 'foo~1', '.h/g', 'a..b/c'])(
    'that only look like them are allowed: %s',
    (path) => expect(message(path)).toBe('allowed'),
  );

  it.each(['a/.hg/x', 'a/.HG./x'])('inside other repositories are refused: %s', (path) =>
    expect(message(path)).toBe(`path '${path}' is inside nested repo 'a'`),
  );
});
