import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The rows of ARCHITECTURE.md: a module may import its own folder and folders of lower rows only. */
const ROWS: readonly (readonly string[])[] = [
  ['errors'],
  ['bytes'],
  ['platform'],
  ['radixlink', 'dag', 'delta', 'transaction', 'match', 'config', 'dates'],
  ['revlog', 'manifest', 'diff', 'patch'],
  ['store', 'dirstate'],
  ['exchange', 'revset', 'template'],
  ['repo'],
  ['wire'],
  ['server'],
  ['cli'],
];
/** Adapters: may import rows up to `platform`, and only composition roots may import them. */
const ADAPTERS = ['node', 'web'];
const COMPOSITION_ROOTS = new Set(['cli', 'server', 'node', 'web']);

const source = join(import.meta.dirname ?? '.', '../../../src');

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function imports(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^'\s]+)'/g)].map((match) => match[1] as string);
}

describe('layering', () => {
  const rowOf = new Map(ROWS.flatMap((folders, row) => folders.map((folder) => [folder, row] as const)));
  const all = files(source);

  it('sees the modules', () => {
    expect(all.length).toBeGreaterThan(20);
  });

  it('imports point to lower rows only, through index.ts, and nothing but adapters imports node', () => {
    const wrong: string[] = [];
    for (const file of all) {
      const name = relative(source, file);
      // Entry points of the library lie directly in src/ and may import everything.
      if (!name.includes('/')) continue;
      const folder = name.split('/')[0] as string;
      for (const specifier of imports(file)) {
        if (!specifier.startsWith('.')) {
          if (!['node', 'cli', 'server', 'web'].includes(folder) && specifier !== 're2js')
            wrong.push(`${name}: ${specifier}`);
          continue;
        }
        const target = relative(source, normalize(join(dirname(file), specifier)));
        const targetFolder = target.split('/')[0] as string;
        if (targetFolder === folder) continue;
        if (ADAPTERS.includes(targetFolder)) {
          if (!COMPOSITION_ROOTS.has(folder)) wrong.push(`${name}: ${target}`);
          continue;
        }
        if (target !== `${targetFolder}/index.js` && folder !== 'cli')
          wrong.push(`${name}: ${target} (not the index)`);
        if (ADAPTERS.includes(folder)) continue;
        const from = rowOf.get(folder);
        const to = rowOf.get(targetFolder);
        if (from === undefined || to === undefined || to >= from) wrong.push(`${name}: ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
