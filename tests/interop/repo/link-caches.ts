/** Repositories for tests of what is kept in `.hg/cache`, and damage to it. */
import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hg } from '../hg.js';
import { generator } from '../store/history.js';

/** A repository of about thirty changesets whose changelog has a file for its index alone, and no node map. */
export function repositoryWithoutNodemap(base: string, name: string): string {
  const repo = join(base, name);
  hg(base, ['init', repo]);
  appendFileSync(
    join(repo, '.hg/hgrc'),
    '[quicksilver]\nradixlink=always\n[experimental]\nevolution=all\n[ui]\nusername=me\nrollback=true\n[extensions]\nstrip=\n',
  );
  hg(repo, ['debugbuilddag', '+4 :a +3 <a +4 :b *a +2 /b +3 <3 +2']);
  // A text of that size makes hg split index and chunks.
  const random = generator(5);
  writeFileSync(join(base, 'long'), Array.from({ length: 300_000 }, () => random(16).toString(16)).join(''));
  hg(repo, ['update', '-q', 'tip']);
  for (const message of ['long', 'after']) {
    writeFileSync(join(repo, 'file'), message);
    hg(repo, ['commit', '-q', '-A', ...(message === 'long' ? ['-l', join(base, 'long')] : ['-m', message])]);
  }
  return repo;
}

/** The files of our caches, by name. */
export function cacheFiles(repo: string): string[] {
  const directory = join(repo, '.hg/cache');
  return readdirSync(directory)
    .filter((name) => name.startsWith('qs-'))
    .map((name) => join(directory, name));
}

/** How many bytes lie between two that are damaged: 1 with QS_LONG=1, when all are. */
const DAMAGE_STEP = process.env.QS_LONG === '1' ? 1 : 13;

/** How often {@link withDamage} will check: twice for every sampled byte. */
export function damageRounds(files: readonly string[]): number {
  const sampled = files.map((file, which) => Math.ceil((statSync(file).size - which) / DAMAGE_STEP));
  return 2 * sampled.reduce((sum, count) => sum + count, 0);
}

/** Runs `check` with each sampled byte of each file changed, and with the file cut off there. */
export function withDamage(files: readonly string[], check: (what: string) => void): number {
  const good = files.map((file) => readFileSync(file));
  const restore = (): void => {
    files.forEach((file, i) => {
      writeFileSync(file, good[i] as Buffer);
    });
  };
  let rounds = 0;
  files.forEach((file, which) => {
    const bytes = good[which] as Buffer;
    for (let at = which; at < bytes.length; at += DAMAGE_STEP) {
      for (const damaged of [flipped(bytes, at), bytes.subarray(0, at)]) {
        restore();
        writeFileSync(file, damaged);
        check(`${file} damaged at ${at}`);
        rounds++;
      }
    }
  });
  restore();
  return rounds;
}

function flipped(bytes: Buffer, at: number): Buffer {
  const damaged = Buffer.from(bytes);
  damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
  return damaged;
}
