/** Interfaces to everything outside the core, and whole-file functions over them. */
export * from './downloads.js';
export {
  type Fault,
  type FaultKind,
  type FaultPlan,
  FaultyFileSystem,
  SimulatedCrash,
} from './faulty-file-system.js';
export * from './file-functions.js';
export * from './file-system.js';
export * from './lazy-bytes.js';
export * from './line-comparer.js';
export { MemoryFileSystem, type MemoryFileSystemOptions } from './memory-file-system.js';
export { OverlayFileSystem } from './overlay-file-system.js';
export * from './platform.js';
export * from './revlog-texts.js';
export { ScopedFile } from './scoped-file.js';
export * from './shared-stats.js';
export * from './stream-codec.js';
export * from './threads.js';
