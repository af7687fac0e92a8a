/** Filters that take text and give text. */
import { type ByteString, bytesOf, hexOf, isValidUtf8, textOfUtf8, utf8Of } from '../../bytes/index.js';
import { escapedText } from '../language/index.js';
import { escapeHtml, escapeUrl, escapeXml, obfuscate } from '../text/escape.js';
import { baseName, dirName, stripDirectory } from '../text/paths.js';
import { domainOf, emailOf, emailUserOf, personOf, shortUserOf } from '../text/people.js';
import { fillText, indentText, splitLines } from '../text/wrap.js';
import { ListValue } from '../values/index.js';
import { type Filter, textFilter } from './filter.js';

function mapCase(text: ByteString, change: (text: string) => string): ByteString {
  // Bytes that are no text keep their value; ASCII letters among them still change.
  if (isValidUtf8(text)) return utf8Of(change(textOfUtf8(text)));
  return text.replace(/[A-Za-z]+/g, change);
}

const BISECT_LETTERS: Readonly<Record<string, string>> = { g: 'G', b: 'B', s: 'S', u: 'U', i: 'I' };

function shortBisect(label: ByteString): ByteString {
  const letter = label[0];
  if (letter === undefined) return ' ';
  return BISECT_LETTERS[letter.toLowerCase()] ?? letter.toUpperCase();
}

export const TEXT_FILTERS: readonly (readonly [string, Filter])[] = [
  ['addbreaks', textFilter((text) => text.replaceAll('\n', '<br/>\n'))],
  ['basename', textFilter(baseName)],
  ['dirname', textFilter(dirName)],
  ['domain', textFilter(domainOf)],
  ['email', textFilter(emailOf)],
  ['emailuser', textFilter(emailUserOf)],
  ['escape', textFilter(escapeHtml)],
  ['fill68', textFilter((text) => fillText(text, 68))],
  ['fill76', textFilter((text) => fillText(text, 76))],
  ['firstline', textFilter((text) => splitLines(text)[0] ?? '')],
  ['hex', textFilter((text) => hexOf(bytesOf(text)))],
  ['lower', textFilter((text) => mapCase(text, (part) => part.toLowerCase()))],
  ['nonempty', textFilter((text) => text || '(none)')],
  ['obfuscate', textFilter(obfuscate)],
  ['person', textFilter(personOf)],
  ['revescape', textFilter((text) => escapeUrl(text, '/@').replaceAll('/', '%252F'))],
  ['short', textFilter((text) => text.slice(0, 12))],
  ['shortbisect', textFilter(shortBisect)],
  ['slashpath', textFilter((text) => text)],
  ['splitlines', textFilter((text) => new ListValue(splitLines(text), { name: 'line' }))],
  ['stringify', textFilter((text) => text)],
  ['stringescape', textFilter(escapedText)],
  ['stripdir', textFilter(stripDirectory)],
  ['tabindent', textFilter((text) => indentText(text, '\t', ''))],
  ['upper', textFilter((text) => mapCase(text, (part) => part.toUpperCase()))],
  ['urlescape', textFilter((text) => escapeUrl(text))],
  ['user', textFilter(shortUserOf)],
  ['utf8', textFilter((text, scope) => scope.templater.resources.storedText?.(text) ?? text)],
  ['xmlescape', textFilter(escapeXml)],
];
