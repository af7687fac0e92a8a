/** What exchanging tells the user, and how. The command line's `Ui` is one of these. */
import type { ByteString } from '../bytes/index.js';

export interface ExchangeProgress {
  /** Cheap: called for every item. */
  update(position: number, item?: ByteString): void;
  complete(): void;
}

/** Texts are byte strings with their newline. */
export interface ExchangeUi {
  status(text: ByteString): void;
  note(text: ByteString): void;
  debug(text: ByteString): void;
  warn(text: ByteString): void;
  /** True when {@link debug} writes: lists need not be made otherwise. */
  readonly debugFlag?: boolean;
  progress(topic: ByteString, total: number | undefined, unit?: ByteString): ExchangeProgress;
}

const NO_PROGRESS: ExchangeProgress = { update: () => undefined, complete: () => undefined };

/** Says nothing. */
export const SILENT_UI: ExchangeUi = {
  status: () => undefined,
  note: () => undefined,
  debug: () => undefined,
  warn: () => undefined,
  progress: () => NO_PROGRESS,
};
