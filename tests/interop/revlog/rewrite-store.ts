/** Adds every revision of every revlog of a repository to an empty store, one by one. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ByteString, utf8Of } from '../../../src/bytes/index.js';
import { createNodePlatform } from '../../../src/node/index.js';
import { type FileSystem, writeFile } from '../../../src/platform/index.js';
import {
  type GroupRevision,
  Revlog,
  type RevlogKind,
  type RevlogTransaction,
  type RevlogWriteOptions,
  RevlogWriter,
  storedRevision,
} from '../../../src/revlog/index.js';
import { FncacheWriter, listDataFiles, pathEncoder } from '../../../src/store/index.js';
import type { FileGenerator } from '../../../src/transaction/index.js';

export interface RewriteResult {
  readonly revlogs: number;
  readonly revisions: number;
  /** Revisions that came out under another number. */
  readonly wrong: number;
}

/** Knows no way back; for stores that are thrown away when something goes wrong. */
function looseTransaction(storeFs: FileSystem): RevlogTransaction & { close(): void } {
  const generators = new Map<string, FileGenerator>();
  const ignore = () => {};
  return {
    add: ignore,
    replace: ignore,
    addBackup: ignore,
    addTemporary: ignore,
    addPending: ignore,
    addFinalize: ignore,
    addAbort: ignore,
    addPostClose: ignore,
    addFileGenerator: (identifier, generator) => generators.set(identifier, generator),
    close: () => {
      for (const { files, generate } of generators.values())
        generate('').forEach((bytes, i) => {
          if (bytes !== undefined) writeFile(storeFs, files[i] as string, bytes);
        });
    },
  };
}

/**
 * @param withDeltas hand over the deltas of the source, as pulling does, or have all of them computed.
 * `target` must not exist; it gets all other files of the source's `.hg` except caches.
 */
export function rewriteStore(source: string, target: string, withDeltas: boolean): RewriteResult {
  const platform = createNodePlatform();
  const requires = new Set<string>();
  for (const file of ['requires', 'store/requires'])
    if (existsSync(join(source, '.hg', file)))
      for (const line of readFileSync(join(source, '.hg', file), 'utf8').split('\n')) requires.add(line);
  copyOthers(source, target);
  const from = platform.openFileSystem(utf8Of(join(source, '.hg/store')));
  const to = platform.openFileSystem(utf8Of(join(target, '.hg/store')));
  const layout = requires.has('dotencode') ? 'dotencode' : requires.has('fncache') ? 'fncache' : 'store';
  const encode = pathEncoder(layout, platform.hasher);
  const fncache = new FncacheWriter(to);
  const transaction = looseTransaction(to);
  const sparseRevlog = requires.has('sparserevlog');
  const engine = requires.has('revlog-compression-zstd') ? 'zstd' : 'zlib';
  const writeOptions: RevlogWriteOptions = {
    compression: { engine },
    sparseRevlog,
    newFile: (name) => {
      if (layout !== 'store') fncache.add(name, transaction);
    },
  };
  let revisions = 0;
  let wrong = 0;
  let revlogs = 0;
  const rewrite = (name: ByteString, kind: RevlogKind): void => {
    const place = { name, dataPath: encodePath(`${name}.d`) };
    const path = encodePath(`${name}.i`);
    const generalDelta = requires.has('generaldelta') && kind !== 'changelog';
    const options = { codecs: platform.codecs, hasher: platform.hasher, kind, sparseRevlog, generalDelta };
    const old = Revlog.open(from, path, { ...options, persistentNodemap: false }, place);
    const writer = new RevlogWriter(Revlog.open(to, path, options, { ...place, isNew: true }), writeOptions);
    const add = (rev: number): number => {
      const added = writer.addRevision(transaction, {
        text: old.rawText(rev),
        linkrev: old.linkrev(rev),
        p1: old.parent1(rev),
        p2: old.parent2(rev),
        node: old.node(rev),
        flags: old.flags(rev),
      });
      return added.isNew ? added.rev : -1;
    };
    writer.writing(transaction, () =>
      old.reading(() => {
        if (withDeltas) {
          let next = 0;
          const count = writer.addGroup(transaction, groupOf(old), {
            added: (rev) => {
              if (rev !== next++) wrong++;
            },
          });
          wrong += old.length - count;
        } else for (let rev = 0; rev < old.length; rev++) if (add(rev) !== rev) wrong++;
        revisions += old.length;
      }),
    );
    revlogs++;
  };
  const encodePath = (path: ByteString): ByteString => (path.startsWith('00') ? path : encode(path));
  for (const { path } of listDataFiles({ fs: from, layout, encode })) {
    if (!path?.endsWith('.i')) continue;
    const name = path.slice(0, -2);
    if (path.startsWith('00')) rewrite(name, path.startsWith('00c') ? 'changelog' : 'manifest');
    else rewrite(name, path.startsWith('meta/') ? 'manifest' : 'filelog');
  }
  transaction.close();
  return { revlogs, revisions, wrong };
}

/** What a changegroup of everything would hold. */
function* groupOf(old: Revlog): Generator<GroupRevision> {
  for (let rev = 0; rev < old.length; rev++) yield storedRevision(old, rev);
}

function copyOthers(source: string, target: string): void {
  mkdirSync(join(target, '.hg/store'), { recursive: true });
  for (const name of readdirSync(join(source, '.hg')))
    if (!['store', 'cache', 'wcache'].includes(name))
      cpSync(join(source, '.hg', name), join(target, '.hg', name), { recursive: true });
  for (const name of readdirSync(join(source, '.hg/store')))
    if (!/^(data|dh|meta|fncache|00.*|undo.*)$/.test(name))
      cpSync(join(source, '.hg/store', name), join(target, '.hg/store', name));
}
