/** The texts of a revlog that were read last. */
import { NULL_REV } from '../bytes/index.js';
import type { RecentText } from './delta-chain.js';

/** Texts kept besides the last one, and their bytes. */
const RECENT_TEXTS = 4;
const RECENT_BYTES = 1 << 18;

/** The last text, and texts before it as bases for the next: histories that branch go to and fro. */
export class KeptTexts {
  /** Of the last text; -1 without one. */
  rev = NULL_REV;
  text: Uint8Array | undefined;
  /** The last text has the hash that its node says. */
  isVerified = false;
  readonly recent: RecentText[] = [];
  readonly #keepsRecent: boolean;
  #recentBytes = 0;

  /** @param keepsRecent whether more than the last text is worth its memory: that of files is. */
  constructor(keepsRecent: boolean) {
    this.#keepsRecent = keepsRecent;
  }

  /** Makes `text` the last one, not verified yet, and the one before it, unless it is large, a recent one. */
  keep(rev: number, text: Uint8Array): void {
    if (this.#keepsRecent && this.text !== undefined && this.text.length + text.length <= RECENT_BYTES)
      this.#remember(this.rev, this.text);
    this.rev = rev;
    this.text = text;
    this.isVerified = false;
  }

  #remember(rev: number, text: Uint8Array): void {
    const { recent } = this;
    for (let i = 0; i < recent.length; i++) if (recent[i]?.rev === rev) recent.splice(i, 1);
    recent.push({ rev, text });
    this.#recentBytes = 0;
    for (const one of recent) this.#recentBytes += one.text.length;
    while (recent.length > RECENT_TEXTS || this.#recentBytes > RECENT_BYTES)
      this.#recentBytes -= recent.shift()?.text.length ?? 0;
  }

  clear(): void {
    this.rev = NULL_REV;
    this.text = undefined;
    this.isVerified = false;
    this.recent.length = 0;
    this.#recentBytes = 0;
  }
}
