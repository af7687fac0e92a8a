/** The platform on Node. */
export { nativePath } from './file-system.js';
export { namedCharset } from './named-charset.js';
export { createNodePlatform } from './platform.js';
export { createNodeThreads } from './threads.js';
