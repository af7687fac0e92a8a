/** A command line that cannot be understood: unknown option or command, wrong number of arguments. */
import type { ByteString } from '../bytes/index.js';
import { HgError } from '../errors/index.js';

/** The message is followed by the short help of `command` (or a hint where there is none). */
export class UsageError extends HgError {
  readonly command: ByteString | undefined;
  constructor(message: ByteString, command?: ByteString) {
    super('input', message);
    this.command = command;
  }
}

/** No command has this name. */
export class UnknownCommandError extends HgError {
  readonly command: ByteString;
  readonly known: readonly ByteString[];
  constructor(command: ByteString, known: readonly ByteString[]) {
    super('input', `unknown command '${command}'`);
    this.command = command;
    this.known = known;
  }
}

/** Several commands begin like this. */
export class AmbiguousCommandError extends HgError {
  readonly prefix: ByteString;
  readonly matches: readonly ByteString[];
  constructor(prefix: ByteString, matches: readonly ByteString[]) {
    super('input', `command '${prefix}' is ambiguous:\n    ${matches.join(' ')}`);
    this.prefix = prefix;
    this.matches = matches;
  }
}
