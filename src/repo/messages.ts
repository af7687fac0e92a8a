/** What operations on a working directory say, and whom they ask. A command line's ui is one. */
import type { ByteString } from '../bytes/index.js';

export interface Messages {
  readonly verbose: boolean;
  readonly debugFlag: boolean;
  /** In any case. */
  say(text: ByteString): void;
  /** Unless quiet. All texts end in a newline of their own. */
  status(text: ByteString): void;
  /** When verbose. */
  note(text: ByteString): void;
  /** When debugging. */
  debug(text: ByteString): void;
  warn(text: ByteString): void;
  /** What was said so far goes out: another program is about to write to the same terminal. */
  flush(): void;
  /**
   * Asks for one of several answers.
   * @param question the text as it is shown, with its line end or blank.
   * @param choices the letter of each answer.
   * @param fallback index of the answer that nobody has to give.
   * @returns the index of the answer
   */
  choose(question: ByteString, choices: readonly ByteString[], fallback: number): number;
  /** Shows how far a long operation is. */
  progress?(topic: ByteString, total: number | undefined, unit?: ByteString): ProgressOfWork;
}

export interface ProgressOfWork {
  update(position: number, item?: ByteString): void;
  complete(): void;
}

const nothing = (): void => undefined;

/** Says nothing and takes every default. */
export const SILENT: Messages = {
  verbose: false,
  debugFlag: false,
  say: nothing,
  status: nothing,
  note: nothing,
  debug: nothing,
  warn: nothing,
  flush: nothing,
  choose: (_question, _choices, fallback) => fallback,
};
