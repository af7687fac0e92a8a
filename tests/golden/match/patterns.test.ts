import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HgError } from '../../../src/errors/index.js';
import { compileMatcher, type Matcher } from '../../../src/match/index.js';
import { writeFile } from '../../../src/platform/index.js';
import { MemoryFileSystem } from '../../../src/platform/memory-file-system.js';
import { FILES, PATTERN_FILES, splitArgs } from '../../fixtures/match-cases.js';

interface Answer {
  readonly files: readonly string[];
  readonly shown: string;
  readonly roots: readonly string[];
  readonly exact: readonly string[];
  readonly prefix: boolean;
  readonly always: boolean;
}

const answers = JSON.parse(
  readFileSync(join(import.meta.dirname ?? '.', '../../fixtures/match-patterns.json'), 'utf8'),
) as [cwd: string, args: string[], answer: Answer | string][];

const everything = new MemoryFileSystem();
everything.makeDirectory('ROOT/a/b', true);
for (const [path, content] of Object.entries(PATTERN_FILES)) {
  everything.makeDirectory(`ROOT/${path.slice(0, path.indexOf('/'))}`, true);
  writeFile(everything, `ROOT/${path}`, new TextEncoder().encode(content));
}

function compile(cwd: string, args: readonly string[]): Matcher {
  return compileMatcher({
    root: '/ROOT',
    cwd: cwd === '' ? '/ROOT' : `/ROOT/${cwd}`,
    ...splitArgs(args),
    defaultKind: 'relpath',
    fs: everything.at('ROOT'),
  });
}

/** A directory that is said to hold nothing or everything must do so. */
function checkVerdicts(matcher: Matcher): void {
  for (const file of FILES) {
    const parts = file.split('/');
    for (let depth = 0; depth < parts.length; depth++) {
      const directory = parts.slice(0, depth).join('/');
      const forbidden = matcher.matches(file) ? 'none' : 'all';
      expect(matcher.directory(directory), `${file} in ${directory}`).not.toBe(forbidden);
    }
  }
}

describe('file patterns, against the answers of hg', () => {
  it.each(answers)('from %j: %j', (cwd, args, answer) => {
    let matcher: Matcher;
    try {
      matcher = compile(cwd, args);
    } catch (error) {
      if (!(error instanceof HgError)) throw error;
      expect(error.message.replaceAll('/ROOT', 'ROOT')).toBe(answer);
      return;
    }
    expect({
      files: FILES.filter((file) => matcher.matches(file)),
      shown: matcher.describe().replaceAll(/\n */g, ' '),
      roots: matcher.roots,
      exact: FILES.filter((file) => matcher.isExact(file)),
      prefix: matcher.prefix,
      always: matcher.always,
    }).toEqual(answer);
    checkVerdicts(matcher);
  });
});
