/** The errors that quicksilver throws on purpose. Everything else that escapes is a bug. */

/** Stable, machine-readable names of what went wrong. */
export type HgErrorCode =
  | 'abort'
  | 'config'
  | 'corruption'
  | 'hook'
  | 'input'
  | 'io'
  | 'lock'
  | 'lookup'
  | 'parse'
  | 'protocol'
  | 'remote'
  | 'requirement'
  | 'security'
  | 'state'
  | 'interrupted'
  | 'canceled';

export interface HgErrorOptions {
  /** What the user can do about it: one line, shown in brackets under the message. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/**
 * The base of all errors. `message` and `hint` are byte strings (one char per byte, see `bytes/`), ready to be
 * written to a terminal as bytes, and carry neither the `abort: ` prefix nor a trailing newline.
 */
export class HgError extends Error {
  readonly code: HgErrorCode;
  readonly hint: string | undefined;
  constructor(code: HgErrorCode, message: string, options: HgErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = options.hint;
  }
}

/** Source data on disk is damaged. `path` is relative to the store or repository; `offset` is in bytes. */
export class CorruptionError extends HgError {
  readonly path: string;
  readonly offset: number | undefined;
  readonly rev: number | undefined;
  constructor(path: string, message: string, where: { offset?: number; rev?: number } & HgErrorOptions = {}) {
    super('corruption', message, where);
    this.path = path;
    this.offset = where.offset;
    this.rev = where.rev;
  }
}

/** A revision, node or name that is not there, or is ambiguous. */
export class LookupError extends HgError {
  readonly key: string;
  readonly ambiguous: boolean;
  constructor(key: string, message: string, options: HgErrorOptions & { ambiguous?: boolean } = {}) {
    super('lookup', message, options);
    this.key = key;
    this.ambiguous = options.ambiguous ?? false;
  }
}

/** The user asked for something that cannot be (bad option, bad date, unknown revision in a revset...). */
export class InputError extends HgError {
  constructor(message: string, options: HgErrorOptions = {}) {
    super('input', message, options);
  }
}

/** A revset, template, fileset or config file that does not parse. `location` is a byte offset into the text. */
export class ParseError extends HgError {
  readonly location: number | undefined;
  constructor(message: string, location?: number, options: HgErrorOptions = {}) {
    super('parse', message, options);
    this.location = location;
  }
}

/** A config value or file that cannot be used. `at` is `file:line` where that is known. */
export class ConfigError extends HgError {
  readonly at: string | undefined;
  constructor(message: string, options: HgErrorOptions & { at?: string } = {}) {
    super('config', message, options);
    this.at = options.at;
  }
}

/** The repository or working copy is in a state that forbids the operation. */
export class StateError extends HgError {
  constructor(message: string, options: HgErrorOptions = {}) {
    super('state', message, options);
  }
}

/** The repository needs a feature that is not supported. `missing` lists the requirements. */
export class RequirementError extends HgError {
  readonly missing: readonly string[];
  constructor(message: string, missing: readonly string[], options: HgErrorOptions = {}) {
    super('requirement', message, options);
    this.missing = missing;
  }
}

/** A lock is held by somebody else. */
export class LockError extends HgError {
  constructor(message: string, options: HgErrorOptions = {}) {
    super('lock', message, options);
  }
}

/** The operating system refused. `errno` is its symbolic name (`ENOENT`, `EACCES`, `ENOSPC`...). */
export class FileSystemError extends HgError {
  readonly errno: string;
  readonly path: string;
  constructor(errno: string, path: string, message: string, options: HgErrorOptions = {}) {
    super('io', message, options);
    this.errno = errno;
    this.path = path;
  }
}

/** Runs `action`; the file that its errors speak of gets the name that somebody knows it by. */
export function namingFile<T>(name: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    throw new FileSystemError(error.errno, name, error.message, { cause: error });
  }
}

/** True for "there is no such file or directory" (ENOENT, ENOTDIR). */
export function isNotFound(error: unknown): error is FileSystemError {
  return error instanceof FileSystemError && (error.errno === 'ENOENT' || error.errno === 'ENOTDIR');
}
