/** Applies a bundle with threads, as a process of its own: `node unbundler.cjs ROOT BUNDLE DIRECTORY-OF-JOBS COUNT`. */
import { utf8Of } from '../../../src/bytes/index.js';
import { readStream, SILENT_UI } from '../../../src/exchange/index.js';
import { createNodePlatform, createNodeThreads } from '../../../src/node/index.js';
import { openRepository, unbundle } from '../../../src/repo/index.js';

const [root = '', bundle = '', jobs = '', count = '1'] = process.argv.slice(2);
const platform = { ...createNodePlatform(), threads: createNodeThreads(jobs, Number(count)) };
const repo = openRepository(platform, utf8Of(root), { warn: () => undefined });
unbundle(repo, readStream(platform.openFileSystem('/'), utf8Of(bundle)), { ui: SILENT_UI, name: bundle });
