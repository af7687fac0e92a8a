/** Exchanging history with other repositories: pull, push, clone, and what they ask of each other. */
export * from './bundle-repository.js';
export * from './clone-repository.js';
export * from './compare-bookmarks.js';
export * from './exchange-report.js';
export * from './lines.js';
export * from './local-peer.js';
export * from './nearby.js';
export * from './outgoing-changesets.js';
export { bundleCapabilitiesOf } from './peer-capabilities.js';
export * from './pull.js';
export type { BookmarkMode } from './pulled-bookmarks.js';
export * from './push.js';
export { discoverOutgoing, reportNothing } from './push-discovery.js';
export { ServedView } from './served-view.js';
