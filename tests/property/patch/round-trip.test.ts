import fc from 'fast-check';
import { expect, it } from 'vitest';
import { byteStringOf, bytesOf } from '../../../src/bytes/index.js';
import { FileDiffer } from '../../../src/diff/index.js';
import { applyPatch, parsePatch, readHunks, reverseHunk, splitHunk } from '../../../src/patch/index.js';

const text = fc
  .tuple(fc.array(fc.constantFrom('a', 'b', 'c', 'd', ''), { maxLength: 30 }), fc.boolean())
  .map(([lines, ended]) => lines.join('\n') + (ended && lines.length > 0 ? '\n' : ''));

const nothing = (): never => {
  throw new Error('unexpected');
};

function diffOf(before: string, after: string, context: number): string {
  const side = (content: string) => ({ path: 'f', flags: '' as const, content: () => bytesOf(content) });
  const differ = new FileDiffer({ git: true, noDates: true, context });
  return byteStringOf(differ.diff({ before: side(before), after: side(after) }).bytes);
}

function patched(before: string, hunks: ReturnType<typeof readHunks>): string {
  const { files, failed } = applyPatch({
    patches: [
      {
        oldName: undefined,
        newName: undefined,
        git: { path: 'f', oldPath: undefined, operation: 'modify', flags: undefined },
        hunks,
        binary: undefined,
      },
    ],
    read: () => ({ content: bytesOf(before), flags: '' }),
    strip: 0,
    prefix: '',
    fuzz: 0,
    ends: 'strict',
    warn: nothing,
    note: () => undefined,
    verbose: false,
  });
  expect(failed).toBe(false);
  return byteStringOf(files.get('f')?.content ?? new Uint8Array(0));
}

it('what a diff says is what a patch does, in one piece, in the smallest pieces, and backwards', () => {
  fc.assert(
    fc.property(text, text, fc.integer({ min: 0, max: 4 }), (before, after, context) => {
      const diff = diffOf(before, after, context);
      const hunks = readHunks(diff);
      expect(parsePatch(diff, nothing).flatMap((file) => file.hunks)).toEqual(hunks);
      expect(patched(before, hunks)).toBe(after);
      expect(patched(before, hunks.flatMap(splitHunk))).toBe(after);
      expect(patched(after, hunks.map(reverseHunk))).toBe(before);
    }),
  );
});
