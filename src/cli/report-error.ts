/** What the user sees when a command fails, and the exit code. */
import type { ByteString } from '../bytes/index.js';
import { utf8Of } from '../bytes/index.js';
import { ConfigError, CorruptionError, FileSystemError, HgError, ParseError } from '../errors/index.js';
import { exitCodeOf, GENERAL_FAILURE } from './exit-codes.js';
import { programName } from './program-name.js';
import { similarityHint, similarNames } from './similar-names.js';
import { BrokenPipe } from './ui/index.js';
import { AmbiguousCommandError, UnknownCommandError, UsageError } from './usage-error.js';

export interface ErrorScreen {
  warn(text: ByteString, label?: string): void;
  readonly traceback: boolean;
  readonly debug: boolean;
  /** Prints the short help of a command to standard output. */
  shortHelp(command: ByteString): Promise<void>;
}

/** Prints the error as hg words it. @returns the exit code. */
export async function reportError(error: unknown, screen: ErrorScreen, detailed: boolean): Promise<number> {
  if (error instanceof BrokenPipe) return GENERAL_FAILURE;
  const program = programName();
  if (screen.traceback && error instanceof Error) screen.warn(`${utf8Of(error.stack ?? '')}\n`);
  if (!(error instanceof HgError)) {
    reportUnknown(error, screen);
    return GENERAL_FAILURE;
  }
  const warn = (text: ByteString): void => screen.warn(text, 'ui.error');
  const hint = (text: ByteString | undefined): void => {
    if (text !== undefined) warn(`(${text})\n`);
  };
  const code = exitCodeOf(error.code, detailed);
  if (error instanceof UsageError) {
    if (error.command !== undefined) {
      screen.warn(`${program} ${error.command}: ${error.message}\n`);
      await screen.shortHelp(error.command);
    } else {
      screen.warn(`${program}: ${error.message}\n`);
      screen.warn(`(use '${program} help -v' for a list of global options)\n`);
    }
  } else if (error instanceof UnknownCommandError) {
    screen.warn(`${program}: ${error.message}\n`);
    const similar = similarityHint(similarNames(error.command, error.known));
    screen.warn(`(${similar ?? `use '${program} help' for a list of commands`})\n`);
  } else if (error instanceof AmbiguousCommandError) {
    screen.warn(`${program}: ${error.message}\n`);
  } else if (error instanceof ParseError) {
    const at = error.location === undefined ? '' : ` at ${error.location}`;
    warn(`${program}: parse error${at}: ${error.message}\n`);
    hint(error.hint);
  } else if (error instanceof ConfigError) {
    warn(`config error${error.at === undefined ? '' : ` at ${error.at}`}: ${error.message}\n`);
    hint(error.hint);
  } else if (error instanceof FileSystemError) {
    warn(`abort: ${error.message}: '${error.path}'\n`);
    hint(error.hint);
  } else if (error.code === 'interrupted') {
    warn('interrupted!\n');
  } else {
    warn(`abort: ${error.message}\n`);
    if (error instanceof CorruptionError) hint(placeOf(error));
    hint(error.hint);
  }
  return code;
}

/** Where the damage is, as far as the message (hg's own) does not say it. */
function placeOf({ message, path, rev, offset }: CorruptionError): ByteString | undefined {
  const says = (value: number | undefined): boolean =>
    value === undefined || new RegExp(`(?<![0-9])${value}(?![0-9])`).test(message);
  const parts: string[] = [];
  if (!message.includes(path)) parts.push(path);
  if (!says(rev)) parts.push(`revision ${rev}`);
  if (!says(offset)) parts.push(`offset ${offset}`);
  return parts.length === 0 ? undefined : `in ${parts.join(', ')}`;
}

function reportUnknown(error: unknown, screen: ErrorScreen): void {
  const name = programName();
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const frame =
    error instanceof Error ? (/\n\s+at (.*)/.exec(error.stack ?? '')?.[1] ?? 'unknown') : 'unknown';
  screen.warn(`** unknown exception encountered, this is a bug in ${name}\n`);
  screen.warn(`** quicksilver on Node ${process.versions.node}, ${process.platform} ${process.arch}\n`);
  screen.warn(`** ${utf8Of(what)}\n`);
  screen.warn(`** at ${utf8Of(frame.replace(/\(?(?:file:\/\/)?\/.*\//, ''))}\n`);
  if (!screen.traceback) screen.warn('** (run again with --traceback to see more)\n');
}
