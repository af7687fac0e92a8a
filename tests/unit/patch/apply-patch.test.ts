import { describe, expect, it } from 'vitest';
import { byteStringOf, bytesOf } from '../../../src/bytes/index.js';
import { applyPatch, type PatchableFile, parsePatch } from '../../../src/patch/index.js';

const noInflate = (): never => {
  throw new Error('no binary patch expected');
};

function apply(
  patch: string,
  files: Record<string, string>,
  ends: 'strict' | 'lf' | 'crlf' | 'auto' = 'strict',
) {
  const said: string[] = [];
  const result = applyPatch({
    patches: parsePatch(patch, noInflate),
    read: (path): PatchableFile | undefined => {
      const text = files[path];
      return text === undefined ? undefined : { content: bytesOf(text), flags: '' };
    },
    strip: 1,
    prefix: '',
    fuzz: 2,
    ends,
    warn: (text) => said.push(text),
    note: () => undefined,
    verbose: false,
  });
  const now: Record<string, string | null> = {};
  for (const [path, file] of result.files) now[path] = file === null ? null : byteStringOf(file.content);
  return { now, said: said.join(''), result };
}

const TEN = '1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n';
const CHANGE = '--- a/f\n+++ b/f\n@@ -4,3 +4,3 @@\n 4\n-5\n+five\n 6\n';

describe('patches', () => {
  it('apply where they say', () => {
    expect(apply(CHANGE, { f: TEN })).toMatchObject({ now: { f: TEN.replace('5', 'five') }, said: '' });
  });

  it('apply where the lines have moved, and with other context, which is said', () => {
    expect(apply(CHANGE, { f: `new\n${TEN}` }).now).toEqual({ f: `new\n${TEN.replace('5', 'five')}` });
    const rough = apply(CHANGE, { f: TEN.replace('4', 'four') });
    expect(rough.now).toEqual({ f: '1\n2\n3\nfour\nfive\n6\n7\n8\n9\n10\n' });
    expect(rough.said).toBe('patching file f\nHunk #1 succeeded at 5 with fuzz 1 (offset 0 lines).\n');
  });

  it('leave rejects where nothing fits', () => {
    const { result, said } = apply(CHANGE, { f: 'other\n' });
    expect(result.failed).toBe(true);
    expect([...result.rejects.keys()]).toEqual(['f']);
    expect(said).toContain('1 out of 1 hunks FAILED -- saving rejects to file f.rej');
  });

  it('add, remove, rename and copy files in the format of git', () => {
    const patch =
      'diff --git a/f b/g\nrename from f\nrename to g\n' +
      'diff --git a/f b/h\ncopy from f\ncopy to h\n--- a/f\n+++ b/h\n@@ -1,1 +1,2 @@\n 1\n+2\n' +
      'diff --git a/new b/new\nnew file mode 100755\n--- /dev/null\n+++ b/new\n@@ -0,0 +1,1 @@\n+x\n\\ No newline at end of file\n' +
      'diff --git a/old b/old\ndeleted file mode 100644\n--- a/old\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-o\n';
    const { now, result } = apply(patch, { f: '1\n', old: 'o\n' });
    expect(now).toEqual({ f: null, g: '1\n', h: '1\n2\n', new: 'x', old: null });
    expect(result.files.get('h')).toMatchObject({ copiedFrom: 'f' });
    expect(result.files.get('new')).toMatchObject({ flags: 'x' });
  });

  it('read context diffs', () => {
    const patch =
      '*** a/f\n--- b/f\n***************\n*** 1,3 ****\n  1\n! 2\n  3\n--- 1,3 ----\n  1\n! two\n  3\n';
    expect(apply(patch, { f: '1\n2\n3\n' }).now).toEqual({ f: '1\ntwo\n3\n' });
  });

  it('see to the ends of lines', () => {
    const file = { f: TEN.replaceAll('\n', '\r\n') };
    expect(apply(CHANGE, file).result.failed).toBe(true);
    expect(apply(CHANGE, file, 'auto').now).toEqual({ f: file.f.replace('5', 'five') });
    expect(apply(CHANGE, file, 'lf').now).toEqual({ f: TEN.replace('5', 'five') });
  });

  it('refuse damage', () => {
    expect(() => apply('--- a/f\n+++ b/f\n@@ -1,2 +1,9 @@\n 1\n', { f: TEN })).toThrow('bad hunk #1');
    expect(() => apply('--- a/f\n+++ b/f\n@@ -x +1 @@\n 1\n', { f: TEN })).toThrow('bad hunk #1');
    expect(() => apply('--- f\n+++ f\n@@ -1 +1 @@\n-1\n+2\n', { f: TEN })).toThrow(
      'unable to strip away 1 of 1 dirs from f',
    );
  });
});
