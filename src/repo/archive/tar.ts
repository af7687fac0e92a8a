/**
 * Tar archives as Python's `tarfile` writes them in format pax: every member has an extended header, if only because its time is a
 * number with a fraction (of zero).
 *
 * A header has 512 bytes: name 0-99, mode 100, user 108, group 116 (8 each), size 124, time 136 (12 each), checksum 148 (8), type 156,
 * link target 157-256, `ustar` 257, version 263. Numbers are octal digits with a NUL at their end.
 */
import { type ByteString, bytesOf, isValidUtf8, utf8SequenceLength } from '../../bytes/index.js';
import { type ArchiveMember, modeOf } from './member.js';

const BLOCK = 512;
/** The whole is a multiple of this. */
const RECORD = 20 * BLOCK;
const NAME_LENGTH = 100;

interface Header {
  readonly name: ByteString;
  readonly mode: number;
  readonly size: number;
  readonly time: number;
  readonly type: string;
  readonly link: ByteString;
}

/** @param time of all members, in seconds. @yields pieces that are good until the next one */
export function* tarPieces(members: Iterable<ArchiveMember>, time: number): Generator<Uint8Array> {
  let total = 0;
  for (const member of members)
    for (const piece of memberPieces(member, time)) {
      total += piece.length;
      yield piece;
    }
  total += 2 * BLOCK;
  yield new Uint8Array(2 * BLOCK + padding(total, RECORD));
}

function padding(length: number, unit: number): number {
  return (unit - (length % unit)) % unit;
}

function* memberPieces(member: ArchiveMember, time: number): Generator<Uint8Array> {
  const { path, isLink, content } = member;
  const link = isLink ? textOf(content) : '';
  const hasRoom = time >= 0 && time < 8 ** 11;
  yield extendedHeader(path, link, time);
  yield headerOf({
    name: asciiOf(path),
    mode: modeOf(member),
    size: isLink ? 0 : content.length,
    time: hasRoom ? time : 0,
    type: isLink ? '2' : '0',
    link: asciiOf(link),
  });
  if (isLink) return;
  yield content;
  const rest = padding(content.length, BLOCK);
  if (rest > 0) yield new Uint8Array(rest);
}

function textOf(content: Uint8Array): ByteString {
  let text = '';
  for (const byte of content) text += String.fromCharCode(byte);
  return text;
}

/** What does not fit into a plain header, as lines `LENGTH KEY=VALUE` in which the length counts its own digits. */
function extendedHeader(path: ByteString, link: ByteString, time: number): Uint8Array {
  const values: [string, ByteString][] = [];
  for (const [key, value] of [
    ['path', path],
    ['linkpath', link],
  ] as const)
    if (value.length > NAME_LENGTH || !isAscii(value)) values.push([key, value]);
  values.push(['mtime', `${time}.0`]);
  let records = values.every(([, value]) => isValidUtf8(value)) ? '' : '21 hdrcharset=BINARY\n';
  for (const [key, value] of values) {
    const length = key.length + value.length + 3;
    let all = length;
    while (all !== length + String(all).length) all = length + String(all).length;
    records += `${all} ${key}=${value}\n`;
  }
  const header = headerOf({
    name: '././@PaxHeader',
    mode: 0,
    size: records.length,
    time: 0,
    type: 'x',
    link: '',
  });
  const block = new Uint8Array(BLOCK + records.length + padding(records.length, BLOCK));
  block.set(header);
  block.set(bytesOf(records), BLOCK);
  return block;
}

function isAscii(text: ByteString): boolean {
  return /^[\0-\x7f]*$/.test(text);
}

/** A question mark for every character, or byte that is part of none, that is not ASCII. */
function asciiOf(text: ByteString): ByteString {
  if (isAscii(text)) return text;
  let ascii = '';
  for (let at = 0; at < text.length; ) {
    const length = utf8SequenceLength(text, at) || 1;
    ascii += text.charCodeAt(at) < 0x80 ? text[at] : '?';
    at += length;
  }
  return ascii;
}

function headerOf({ name, mode, size, time, type, link }: Header): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (at: number, text: ByteString): void => block.set(bytesOf(text), at);
  const octal = (value: number, digits: number): ByteString => value.toString(8).padStart(digits, '0');
  put(0, name.slice(0, NAME_LENGTH));
  put(100, octal(mode, 7));
  put(108, octal(0, 7));
  put(116, octal(0, 7));
  put(124, octal(size, 11));
  put(136, octal(time, 11));
  put(148, '        ');
  put(156, type);
  put(157, link.slice(0, NAME_LENGTH));
  put(257, 'ustar\x0000');
  let sum = 0;
  for (const byte of block) sum += byte;
  put(148, `${octal(sum, 6)}\0`);
  return block;
}
