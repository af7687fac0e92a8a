/** The platform of a Node process. */
import { type ByteString, utf8Of } from '../bytes/index.js';
import type { Platform } from '../platform/index.js';
import { installNodeByteStrings } from './byte-strings.js';
import { nodeCommandRunner } from './command-runner.js';
import { createNodeDownloads } from './downloads.js';
import { NodeFileSystem } from './file-system.js';
import { createNodeHasher } from './hasher.js';
import { createLineComparer } from './line-comparer.js';
import { createNodeProcesses } from './processes.js';
import { randomBytes } from './random-bytes.js';
import { createRevlogTexts } from './revlog-texts.js';
import { createNodeThreads } from './threads.js';
import { ZlibCodec } from './zlib-codec.js';
import { zlibStream } from './zlib-stream.js';
import { ZstdCodec } from './zstd-codec.js';
import { createZstdStream } from './zstd-stream.js';

/** Cheap: codecs load when they are first used. Also makes byte strings fast for the whole process. */
export function createNodePlatform(): Platform {
  installNodeByteStrings();
  const zstd = new ZstdCodec();
  const threads = createNodeThreads();
  // Small commands do without these, and without the code behind them (scripts/lazy-groups.mjs).
  let zlib: ZlibCodec | undefined;
  let streams: Platform['streams'] | undefined;
  let downloads: Platform['downloads'];
  return {
    openFileSystem: (root: ByteString) => new NodeFileSystem(root),
    codecs: {
      get zlib() {
        return (zlib ??= new ZlibCodec());
      },
      zstd,
    },
    get streams() {
      return (streams ??= { zlib: zlibStream, zstd: createZstdStream(zstd) });
    },
    hasher: createNodeHasher(),
    lines: createLineComparer(),
    clock: {
      now: () => Date.now() / 1000,
      timeZoneOffset: (seconds) => new Date(seconds * 1000).getTimezoneOffset() * 60,
    },
    env: (name) => {
      const value = process.env[name];
      return value === undefined ? undefined : utf8Of(value);
    },
    random: randomBytes,
    processes: createNodeProcesses(),
    get commands() {
      return nodeCommandRunner;
    },
    revlogTexts: createRevlogTexts(),
    threads,
    get downloads() {
      return (downloads ??= createNodeDownloads(threads));
    },
  };
}
