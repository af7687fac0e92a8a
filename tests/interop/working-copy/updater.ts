/** Updates with threads, as a process of its own: `node updater.cjs ROOT REVISION DIRECTORY-OF-JOBS`. */
import { utf8Of } from '../../../src/bytes/index.js';
import { createNodePlatform, createNodeThreads } from '../../../src/node/index.js';
import { openRepository, updateTo } from '../../../src/repo/index.js';

const [root = '', revision = '', jobs = ''] = process.argv.slice(2);
const platform = { ...createNodePlatform(), threads: createNodeThreads(jobs, 2) };
updateTo(openRepository(platform, utf8Of(root)), Number(revision));
