/**
 * Reads `phaseroots`, the list of revisions where a phase begins:
 *
 *     <phase number> SP <node in hex> LF        e.g. `1 ea1eaae3c729a4f52d1d63d1583e36de0d843209`
 *
 * A missing file means that everything is public.
 */
import { type ByteString, isHex, type NodeId, NULL_NODE, splitWords } from '../../bytes/index.js';
import { CorruptionError } from '../../errors/index.js';
import { type FileSystem, tryReadText } from '../../platform/index.js';
import { PHASE_NAMES, type Phase } from '../view.js';

export interface PhaseRoot {
  readonly phase: Phase;
  readonly node: NodeId;
}

const FILE = 'phaseroots';

/** @throws CorruptionError for a line that is not a known phase number and a full node. */
export function parsePhaseRoots(text: ByteString): PhaseRoot[] {
  const roots: PhaseRoot[] = [];
  let offset = 0;
  const lines = text.split('\n');
  // What follows the last line feed is a line only when it holds something.
  if (lines.at(-1) === '') lines.pop();
  for (const [index, line] of lines.entries()) {
    const [number, hex, ...rest] = splitWords(line);
    const phase = number !== undefined && /^[+-]?\d+$/.test(number) ? Number(number) : -1;
    const node = hex?.toLowerCase() ?? '';
    const wellFormed = rest.length === 0 && node.length === 40 && isHex(node) && node !== NULL_NODE;
    if (!wellFormed || PHASE_NAMES[phase] === undefined)
      throw new CorruptionError(FILE, `corrupt phase root on line ${index + 1} of ${FILE}: '${line}'`, {
        offset,
      });
    roots.push({ phase, node });
    offset += line.length + 1;
  }
  return roots;
}

/** Reads the roots from the store directory. */
export function readPhaseRoots(store: FileSystem): PhaseRoot[] {
  const text = tryReadText(store, FILE);
  return text === undefined ? [] : parsePhaseRoots(text);
}
