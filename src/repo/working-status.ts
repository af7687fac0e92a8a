/** Moved: see `working-copy/status.ts`. */
export {
  flagsOfStat,
  isWorkingCopyDirty,
  type WorkingStatus,
  workingState,
  workingStatus,
} from './working-copy/index.js';
