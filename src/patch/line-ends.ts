/** Ends of lines while patching: the setting `patch.eol`. */
import type { ByteString } from '../bytes/index.js';
import type { TextHunk } from './text-hunk.js';

export type LineEnds = 'strict' | 'crlf' | 'lf' | 'auto';

export interface NormalizedText {
  readonly lines: readonly ByteString[];
  readonly hunks: readonly TextHunk[];
  /** What every line is to end with; undefined leaves them. */
  readonly end: '\n' | '\r\n' | undefined;
}

function withLf(line: ByteString): ByteString {
  return line.endsWith('\r\n') ? `${line.slice(0, -2)}\n` : line;
}

/** With LF everywhere, unless ends of lines matter. */
export function normalizedEnds(
  lines: readonly ByteString[],
  hunks: readonly TextHunk[],
  ends: LineEnds,
): NormalizedText {
  if (ends === 'strict') return { lines, hunks, end: undefined };
  const first = lines[0];
  const known = first?.endsWith('\r\n') ? '\r\n' : first?.endsWith('\n') ? '\n' : undefined;
  // A new file takes what the patch has.
  if (ends === 'auto' && known === undefined) return { lines, hunks, end: undefined };
  return {
    lines: lines.map(withLf),
    hunks: hunks.map((hunk) => ({ ...hunk, lines: hunk.lines.map(withLf) })),
    end: ends === 'auto' ? known : ends === 'crlf' ? '\r\n' : '\n',
  };
}

export function restoredEnds(
  lines: readonly ByteString[],
  end: NormalizedText['end'],
): readonly ByteString[] {
  if (end !== '\r\n') return lines;
  return lines.map((line) => (line.endsWith('\n') ? `${line.slice(0, -1)}\r\n` : line));
}
