/** How log-like commands show changesets. */
import type { ByteString } from '../../bytes/index.js';
import type { NamedValues } from '../scope.js';

export interface ShowOptions {
  /** Copies to show (`log -C`): destination -> source. */
  readonly copies?: ReadonlyMap<ByteString, ByteString> | undefined;
  /** Columns that the drawn graph takes on the left. */
  readonly graphWidth?: number | undefined;
  /** Further names for templates. */
  readonly values?: NamedValues | undefined;
}

/** Texts of changes that commands with `-p` and `--stat` want; each ends with a newline or is empty. */
export interface PatchTexts {
  readonly diff?: ((rev: number, options: ShowOptions) => ByteString) | undefined;
  readonly stat?: ((rev: number, options: ShowOptions) => ByteString) | undefined;
}

export interface ChangesetPrinter {
  /** Writes one changeset. `rev` may be -1. */
  show(rev: number, options?: ShowOptions): void;
  /** Writes what comes after the last changeset. */
  close(): void;
}

/** Where a printer's text goes, complete with colour codes. */
export type WriteText = (text: ByteString) => void;

/** The part of the output that `-p` and `--stat` add. */
export function patchText(patch: PatchTexts | undefined, rev: number, options: ShowOptions): ByteString {
  if (patch === undefined || (patch.diff === undefined && patch.stat === undefined)) return '';
  let out = patch.stat?.(rev, options) ?? '';
  if (patch.stat !== undefined && patch.diff !== undefined) out += '\n';
  out += patch.diff?.(rev, options) ?? '';
  return `${out}\n`;
}
