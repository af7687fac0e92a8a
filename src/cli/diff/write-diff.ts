/** Prints diffs and their statistics, coloured where colour is on. */
import type { ByteString } from '../../bytes/index.js';
import { byteStringOf, textOfUtf8, textWidth } from '../../bytes/index.js';
import {
  ByteSink,
  type FileDiff,
  type FileStat,
  fileStat,
  formatDiffStat,
  type LabelledText,
  labelDiff,
} from '../../diff/index.js';
import type { Ui } from '../ui/index.js';

export interface Appearance {
  readonly wordDiff?: boolean | undefined;
}

/** Prints each file's diff as soon as it is made. @returns whether there was any. */
export function writeDiff(ui: Ui, diffs: Iterable<FileDiff>, appearance: Appearance = {}): boolean {
  let any = false;
  for (const { bytes } of diffs) {
    any = true;
    if (!ui.coloured) ui.writeBytes(bytes);
    else for (const { text, label } of labels(bytes, appearance)) ui.write(text, label);
  }
  return any;
}

/** The same as text, with the codes of colours. */
export function diffText(ui: Ui, diffs: Iterable<FileDiff>, appearance: Appearance = {}): ByteString {
  if (ui.coloured) {
    let out = '';
    for (const { bytes } of diffs)
      for (const { text, label } of labels(bytes, appearance)) out += ui.label(text, label);
    return out;
  }
  const sink = new ByteSink();
  for (const { bytes } of diffs) sink.range(bytes, 0, bytes.length);
  return byteStringOf(sink.view());
}

function labels(bytes: Uint8Array, { wordDiff }: Appearance): Iterable<LabelledText> {
  return labelDiff(bytes, { wordDiff: wordDiff === true });
}

/** Columns that a name takes on the terminal. */
export function columnsOf(name: ByteString): number {
  return textWidth(textOfUtf8(name));
}

/**
 * The histogram; '' when nothing changed.
 * @param indent columns that are taken already (by a graph).
 * @param show paths as the user sees them; as they are when absent.
 */
export function statText(
  ui: Ui,
  diffs: Iterable<FileDiff>,
  indent = 0,
  show?: (path: ByteString) => ByteString,
): ByteString {
  const stats: FileStat[] = [];
  for (const diff of diffs) stats.push(fileStat(diff, show));
  const width = (ui.plain ? 80 : ui.width) - indent;
  let out = '';
  for (const { text, label } of formatDiffStat(stats, width, columnsOf)) out += ui.label(text, label);
  return out;
}
