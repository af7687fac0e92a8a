/** Errors as they travel between threads, which keep no classes. */
import { CorruptionError, FileSystemError, HgError, type HgErrorCode } from '../errors/index.js';

export interface PackedError {
  readonly packedError: true;
  readonly kind: 'corruption' | 'file system' | 'other' | 'unknown';
  readonly message: string;
  readonly stack: string | undefined;
  readonly code: HgErrorCode;
  readonly hint: string | undefined;
  readonly path: string;
  readonly errno: string;
  readonly offset: number | undefined;
  readonly rev: number | undefined;
}

export function isPackedError(message: unknown): message is PackedError {
  return typeof message === 'object' && message !== null && 'packedError' in message;
}

function kindOf(error: unknown): PackedError['kind'] {
  if (error instanceof CorruptionError) return 'corruption';
  if (error instanceof FileSystemError) return 'file system';
  return error instanceof HgError ? 'other' : 'unknown';
}

export function packError(error: unknown): PackedError {
  const fields = error instanceof Error ? error : new Error(String(error));
  const { code, hint, path, errno, offset, rev } = fields as Partial<CorruptionError & FileSystemError>;
  return {
    packedError: true,
    kind: kindOf(error),
    message: fields.message,
    stack: fields.stack,
    code: code ?? 'abort',
    hint,
    path: path ?? '',
    errno: errno ?? '',
    offset,
    rev,
  };
}

export function unpackError(packed: PackedError): Error {
  const { kind, message, code, hint, path, errno, offset, rev, stack } = packed;
  const options = hint === undefined ? {} : { hint };
  if (kind === 'corruption')
    return new CorruptionError(path, message, {
      ...options,
      ...(offset !== undefined && { offset }),
      ...(rev !== undefined && { rev }),
    });
  if (kind === 'file system') return new FileSystemError(errno, path, message, options);
  if (kind === 'other') return new HgError(code, message, options);
  const bug = new Error(message);
  if (stack !== undefined) bug.stack = stack;
  return bug;
}
