/**
 * Metadata in front of a file's content, where there is any:
 *
 *   01 LF  key ": " value LF ...  01 LF  content
 *
 * `copy` and `copyrev` name what the file was copied from, `censored` why its content is gone. Content that itself
 * starts with 01 LF is stored behind empty metadata.
 */
import { type ByteString, byteStringOf, bytesOf, concatBytes } from '../bytes/index.js';
import { CorruptionError } from '../errors/index.js';

const MARK = '\x01\n';

function startsWithMark(text: Uint8Array): boolean {
  return text.length >= 2 && text[0] === 1 && text[1] === 0x0a;
}

/** Where the content begins; -1 when metadata does not end. */
export function findContent(text: Uint8Array): number {
  if (!startsWithMark(text)) return 0;
  for (let at = text.indexOf(1, 2); at >= 0; at = text.indexOf(1, at + 1))
    if (text[at + 1] === 0x0a) return at + 2;
  return -1;
}

/** Where the content begins. @throws CorruptionError when metadata does not end. */
export function contentStart(text: Uint8Array, path: ByteString, rev: number): number {
  const start = findContent(text);
  if (start < 0) throw new CorruptionError(path, 'subsection not found', { rev });
  return start;
}

/** The metadata, or undefined when there is none. @throws CorruptionError. */
export function parseMetadata(
  text: Uint8Array,
  path: ByteString,
  rev: number,
): ReadonlyMap<ByteString, ByteString> | undefined {
  const start = contentStart(text, path, rev);
  if (start === 0) return undefined;
  const metadata = new Map<ByteString, ByteString>();
  const lines = byteStringOf(text, 2, start - 2);
  if (lines === '') return metadata;
  for (const line of (lines.endsWith('\n') ? lines.slice(0, -1) : lines).split('\n')) {
    const colon = line.indexOf(': ');
    if (colon < 0)
      throw new CorruptionError(path, 'not enough values to unpack (expected 2, got 1)', { rev });
    metadata.set(line.slice(0, colon), line.slice(colon + 2));
  }
  return metadata;
}

/** The text to store; `metadata` may be empty. */
export function packMetadata(metadata: ReadonlyMap<ByteString, ByteString>, content: Uint8Array): Uint8Array {
  if (metadata.size === 0 && !startsWithMark(content)) return content;
  let head = MARK;
  for (const key of [...metadata.keys()].sort()) head += `${key}: ${metadata.get(key)}\n`;
  return concatBytes([bytesOf(head + MARK), content]);
}
