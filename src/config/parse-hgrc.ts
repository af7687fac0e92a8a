/** The grammar of hgrc files: sections, items, continuation lines, `%include`, `%unset`. */
import type { ByteString } from '../bytes/index.js';
import { ConfigError } from '../errors/index.js';

/** Receives what a file says, in the order it says it. Lines count from 1; an item's is the last of its lines, as in hg. */
export interface HgrcHandler {
  item(section: ByteString, name: ByteString, value: ByteString, line: number): void;
  unset(section: ByteString, name: ByteString, line: number): void;
  /** `path` as written. The handler reads the other file; the current section goes on afterwards. */
  include(path: ByteString, line: number): void;
}

const SECTION = /^\[([^[]+)\]/;
const ITEM = /^([^=\s][^=]*?)\s*=\s*(.*)$/;
const CONTINUATION = /^\s+(\S.*)$/;
const DIRECTIVE = /^%(include|unset)\s+(\S.*)$/;

function trimEnd(text: ByteString): ByteString {
  let end = text.length;
  // Only ASCII white space: 0xA0 may be half of a UTF-8 character.
  while (end > 0 && ' \t\r\n\v\f'.includes(text[end - 1] as string)) end--;
  return text.slice(0, end);
}

/**
 * Reads one file. `source` is its path, for messages. O(n).
 * @throws ConfigError with `file:line` for a line that is nothing of the above.
 */
export function parseHgrc(source: ByteString, text: ByteString, handler: HgrcHandler): void {
  const fail = (line: number, message: ByteString): never => {
    throw new ConfigError(message, { at: `${source}:${line}` });
  };
  let section = '';
  let open: { name: ByteString; line: number; parts: ByteString[] } | undefined;
  const close = (): void => {
    if (open !== undefined) handler.item(section, open.name, open.parts.join('\n'), open.line);
    open = undefined;
  };
  const lines = (text.startsWith('\xef\xbb\xbf') ? text.slice(3) : text).split('\n');
  for (let i = 0; i < lines.length; i++) {
    const raw = lines[i] as ByteString;
    const number = i + 1;
    const line = trimEnd(raw);
    if (open !== undefined) {
      const first = raw[0];
      // A comment between an item and its continuation does not end the item; an empty line does.
      if (first === '#' || first === ';') continue;
      const more = CONTINUATION.exec(line);
      if (more !== null) {
        open.parts.push(more[1] as ByteString);
        open.line = number;
        continue;
      }
      close();
    }
    if (line === '' || line[0] === '#' || line[0] === ';') continue;
    const head = SECTION.exec(line);
    if (head !== null) {
      section = head[1] as ByteString;
      continue;
    }
    const directive = DIRECTIVE.exec(line);
    if (directive !== null) {
      const argument = directive[2] as ByteString;
      if (directive[1] === 'include') handler.include(argument, number);
      else handler.unset(section, argument.split(/\s/, 1)[0] as ByteString, number);
      continue;
    }
    const item = ITEM.exec(line);
    if (item !== null) {
      open = { name: item[1] as ByteString, line: number, parts: [item[2] as ByteString] };
      continue;
    }
    if (/^\s/.test(line)) fail(number, `unexpected leading whitespace: ${line}`);
    fail(number, line);
  }
  close();
}
