/** How commands talk to the user. All texts are byte strings. */
import type { ByteString } from '../../bytes/index.js';
import type { Config } from '../../config/index.js';
import type { Formatter } from '../../template/index.js';
import type { Options } from '../command.js';

export interface Progress {
  /** Sets the position; `item` is shown beside the bar when configured. Cheap: may be called for every item. */
  update(position: number, item?: ByteString): void;
  complete(): void;
}

export interface Ui {
  readonly config: Config;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Named as hg names it (`ui.debugflag`); `debug()` writes. */
  readonly debugFlag: boolean;
  readonly plain: boolean;
  /** Standard output, with an optional label for colour (`log.changeset changeset.draft`). */
  write(text: ByteString, label?: string): void;
  /** As {@link write}, for whoever has no labels. */
  say(text: ByteString): void;
  /** Standard output in bulk, no labels. */
  writeBytes(bytes: Uint8Array): void;
  /** Standard output unless quiet. */
  status(text: ByteString, label?: string): void;
  /** Standard output when verbose. */
  note(text: ByteString, label?: string): void;
  /** Standard output when debugging. */
  debug(text: ByteString, label?: string): void;
  /** Standard error. */
  warn(text: ByteString, label?: string): void;
  /** Wraps text in the colour of its label, for templates. */
  label(text: ByteString, label: string): ByteString;
  /** True when labels are turned into colour. */
  readonly coloured: boolean;
  readonly interactive: boolean;
  /** Columns of the terminal, 80 when there is none. */
  readonly width: number;
  /** Starts the pager for a command, if configured; later output goes through it. */
  pager(command: string): void;
  progress(topic: ByteString, total: number | undefined, unit?: ByteString): Progress;
  /** The output of a list-like command, in the style that `-T` asks for. @param write where other than to {@link write}. */
  formatter(topic: string, options: Options, write?: (text: ByteString) => void): Formatter;
  flush(): void;
  /**
   * Asks for a line; without a user to ask, takes the default. @throws HgError `response expected` at the end of the input.
   */
  prompt(question: ByteString, fallback: ByteString): ByteString;
  /** As {@link prompt}, for one of several letters, until one of them is given. @returns its index. */
  choose(question: ByteString, choices: readonly ByteString[], fallback: number): number;
}
