/** What `verify` says, and what it adds up to. */
import type { ByteString } from '../../bytes/index.js';

/** A progress bar; cheap enough to be updated for every item. */
export interface VerifyProgress {
  update(position: number): void;
  complete(): void;
}

/** Where the messages of `verify` go, each with its line feed. */
export interface VerifyOutput {
  /** Standard output, unless quiet. */
  status(text: ByteString): void;
  /** Standard output when verbose. */
  note(text: ByteString): void;
  /** Standard error. */
  warn(text: ByteString): void;
  readonly verbose: boolean;
  progress(topic: ByteString, unit: ByteString, total: number): VerifyProgress;
}

/** The changelog revision that a finding belongs to; undefined when the link cannot be trusted. */
export type Linkrev = number | undefined;

/** Keeps messages until it is their turn. */
export class DelayedOutput implements VerifyOutput {
  readonly verbose: boolean;
  readonly #output: VerifyOutput;
  readonly #said: (() => void)[] = [];

  constructor(output: VerifyOutput) {
    this.#output = output;
    this.verbose = output.verbose;
  }

  get isEmpty(): boolean {
    return this.#said.length === 0;
  }

  status(text: ByteString): void {
    this.#said.push(() => this.#output.status(text));
  }
  note(text: ByteString): void {
    this.#said.push(() => this.#output.note(text));
  }
  warn(text: ByteString): void {
    this.#said.push(() => this.#output.warn(text));
  }
  progress(topic: ByteString, unit: ByteString, total: number): VerifyProgress {
    return this.#output.progress(topic, unit, total);
  }

  say(): void {
    for (const message of this.#said) message();
  }
}

/** Formats findings as hg does and counts them. */
export class Findings {
  readonly output: VerifyOutput;
  errors = 0;
  warnings = 0;
  /** The hint about fncache is due. */
  fncacheIncomplete = false;
  #firstDamaged: number | undefined;

  constructor(output: VerifyOutput) {
    this.output = output;
  }

  /** An integrity error; `file` is the file, or `manifest`, or `changelog`. */
  error(linkrev: Linkrev, message: ByteString, file?: ByteString): void {
    this.errors++;
    if (linkrev !== undefined && (this.#firstDamaged === undefined || linkrev < this.#firstDamaged))
      this.#firstDamaged = linkrev;
    const place = linkrev ?? '?';
    this.output.warn(file === undefined ? ` ${place}: ${message}\n` : ` ${file}@${place}: ${message}\n`);
  }

  warning(message: ByteString): void {
    this.warnings++;
    this.output.warn(`${message}\n`);
  }

  /** Adds what another one counted; what it said has been said. */
  absorb(other: Findings): void {
    this.errors += other.errors;
    this.warnings += other.warnings;
    this.fncacheIncomplete ||= other.fncacheIncomplete;
    const first = other.#firstDamaged;
    if (first !== undefined && (this.#firstDamaged === undefined || first < this.#firstDamaged))
      this.#firstDamaged = first;
  }

  /** The closing lines. @returns the exit code. */
  close(changesets: number, revisions: number, files: number): 0 | 1 {
    const { output } = this;
    output.status(`checked ${changesets} changesets with ${revisions} changes to ${files} files\n`);
    if (this.warnings > 0) output.warn(`${this.warnings} warnings encountered!\n`);
    if (this.fncacheIncomplete)
      output.warn('hint: run "hg debugrebuildfncache" to recover from corrupt fncache\n');
    if (this.errors === 0) return 0;
    output.warn(`${this.errors} integrity errors encountered!\n`);
    if (this.#firstDamaged !== undefined)
      output.warn(`(first damaged changeset appears to be ${this.#firstDamaged})\n`);
    return 1;
  }
}
