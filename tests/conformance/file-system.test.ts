import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { NodeFileSystem } from '../../src/node/file-system.js';
import { FaultyFileSystem, MemoryFileSystem } from '../../src/platform/index.js';
import { describeFileSystem } from './file-system.js';

const made: string[] = [];
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

describeFileSystem('in memory', () => new MemoryFileSystem());
describeFileSystem('a part of one in memory', () => {
  const fs = new MemoryFileSystem();
  fs.makeDirectory('some/where', true);
  return fs.at('some').at('/some/where');
});
describeFileSystem('of Node', () => {
  const path = mkdtempSync(join(tmpdir(), 'qs-fs-'));
  made.push(path);
  return new NodeFileSystem(path);
});
describeFileSystem('faulty, without faults', () => new FaultyFileSystem(new MemoryFileSystem()));
