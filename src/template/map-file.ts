/** Map files: named templates with sections and includes. */
import { type ByteString, stripSpace, stripSpaceEnd } from '../bytes/index.js';
import { ConfigError, HgError, ParseError } from '../errors/index.js';
import { unquote } from './keywords/one-line-summary.js';
import { buildAlias, type TemplateAlias } from './language/index.js';
import { availableStyles } from './styles/index.js';

/** How deep files may include each other. */
const MAXIMUM_INCLUDES = 20;

export interface MapFile {
  readonly templates: Map<ByteString, ByteString>;
  readonly aliases: Map<ByteString, TemplateAlias>;
}

/** Reads the file a map file refers to; `from` is the path of the file that names it. Undefined when there is none. */
export type ReadMap = (
  name: ByteString,
  from: ByteString,
) => { path: ByteString; text: ByteString } | undefined;

interface Entry {
  readonly section: ByteString;
  readonly name: ByteString;
  readonly value: ByteString;
  readonly line: number;
}

/** The entries of a file in hgrc syntax, includes resolved. */
function* entriesOf(text: ByteString, path: ByteString, read: ReadMap, depth: number): Generator<Entry> {
  if (depth > MAXIMUM_INCLUDES) throw new ParseError(`too many nested includes: ${path}`);
  let section = '';
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as ByteString;
    if (/^[ \t\r]*(?:[#;]|$)/.test(line)) continue;
    const include = /^%include[ \t]+([^ \t](?:.*[^ \t\r])?)[ \t\r]*$/.exec(line);
    if (include !== null) {
      const file = read(include[1] as ByteString, path);
      if (file === undefined) throw new ParseError(`cannot include ${include[1]}: ${path}:${i + 1}`);
      yield* entriesOf(file.text, file.path, read, depth + 1);
      continue;
    }
    const head = /^\[([^[]+)\]/.exec(line);
    if (head !== null) {
      section = head[1] as ByteString;
      continue;
    }
    const item = /^([^= \t][^=]*?)[ \t]*=[ \t]*(.*)$/.exec(line);
    if (item === null) throw new ConfigError(stripSpaceEnd(line), { at: `${path}:${i + 1}` });
    const parts = [stripSpaceEnd(item[2] as ByteString)];
    while (i + 1 < lines.length && /^[ \t]+[^ \t\r]/.test(lines[i + 1] as ByteString)) {
      i++;
      parts.push(stripSpace(lines[i] as ByteString));
    }
    yield { section, name: item[1] as ByteString, value: parts.join('\n'), line: i + 1 };
  }
}

/**
 * Reads a map file. `__base__` names a file whose templates are there unless replaced. A value is a quoted template, or the
 * name of a file (relative to the map file) that holds one.
 * @throws ParseError for lines and quotes that make no sense, and for files that are missing.
 */
export function readMapFile(text: ByteString, path: ByteString, read: ReadMap, depth = 0): MapFile {
  if (depth > MAXIMUM_INCLUDES) throw new ParseError(`too many nested includes: ${path}`);
  const templates = new Map<ByteString, ByteString>();
  const aliases = new Map<ByteString, TemplateAlias>();
  let base: MapFile | undefined;
  const declared: Entry[] = [];
  for (const entry of entriesOf(text, path, read, depth)) {
    if (entry.section === 'templatealias') declared.push(entry);
    else if (entry.section === '' || entry.section === 'templates') {
      if (entry.name === '__base__') {
        const file = read(unquote(entry.value), path);
        if (file === undefined) {
          const missing = path.slice(0, path.lastIndexOf('/') + 1) + unquote(entry.value);
          throw new HgError('abort', `style '${missing}' not found`, {
            hint: `available styles: ${availableStyles()}`,
          });
        }
        base = readMapFile(file.text, file.path, read, depth + 1);
      } else templates.set(entry.name, templateText(entry, path, read));
    }
  }
  for (const entry of declared) {
    const alias = buildAlias(entry.name, entry.value);
    aliases.set(alias.name, alias);
  }
  if (base !== undefined) {
    for (const [name, template] of base.templates) if (!templates.has(name)) templates.set(name, template);
    for (const [name, alias] of base.aliases) if (!aliases.has(name)) aliases.set(name, alias);
  }
  return { templates, aliases };
}

function templateText(entry: Entry, path: ByteString, read: ReadMap): ByteString {
  const { value } = entry;
  if (value === '') throw new ParseError('missing value', undefined, { hint: `${path}:${entry.line}` });
  if (value[0] === "'" || value[0] === '"') {
    if (value.length < 2 || value.at(-1) !== value[0])
      throw new ParseError('unmatched quotes', undefined, { hint: `${path}:${entry.line}` });
    return value.slice(1, -1);
  }
  const file = read(value.includes(':') ? value.slice(value.indexOf(':') + 1) : value, path);
  if (file === undefined) {
    const missing = path.slice(0, path.lastIndexOf('/') + 1) + value;
    throw new HgError('abort', `template file ${missing}: No such file or directory`);
  }
  return file.text;
}
