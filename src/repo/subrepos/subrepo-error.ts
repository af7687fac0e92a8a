/** What went wrong in a nested repository. */
import type { ByteString } from '../../bytes/index.js';
import { ConfigError, FileSystemError, HgError, LookupError } from '../../errors/index.js';

/** Says in which nested repository it was. */
export class SubrepoError extends HgError {
  constructor(path: ByteString, cause: HgError) {
    super('abort', `${cause.message} (in subrepository "${path}")`, {
      cause,
      ...(cause.hint !== undefined && { hint: cause.hint }),
    });
  }
}

/** The error as the outer repository reports it; what says by itself where it was stays as it is. */
export function errorInSubrepo(path: ByteString, error: unknown): unknown {
  if (!(error instanceof HgError) || error instanceof SubrepoError) return error;
  const saysWhere =
    error instanceof FileSystemError || error instanceof LookupError || error instanceof ConfigError;
  return saysWhere || error.code === 'interrupted' ? error : new SubrepoError(path, error);
}

/** Runs something in a nested repository. @throws SubrepoError */
export function inSubrepo<T>(path: ByteString, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw errorInSubrepo(path, error);
  }
}
