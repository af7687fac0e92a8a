/** Changegroups and bundles: decoding, applying and making them. */
export * from './byte-reader.js';
export * from './changegroup/apply-changegroup.js';
export * from './changegroup/changegroup-reader.js';
export * from './changegroup/generate-changegroup.js';
export * from './changegroup/outgoing.js';
export {
  type ChangegroupVersion,
  changegroupVersion,
  DELTA_HEADERS,
  type DeltaHeader,
  isChangegroupVersion,
} from './changegroup/versions.js';
export * from './discovery.js';
export * from './discovery-options.js';
export * from './exchange-ui.js';
export * from './peer.js';
