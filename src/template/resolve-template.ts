/** What `-T`, `--style` and the configuration ask for. */
import { type ByteString, byteStringOf } from '../bytes/index.js';
import type { Config } from '../config/index.js';
import { HgError } from '../errors/index.js';
import { unquote } from './keywords/one-line-summary.js';
import { buildAlias, type TemplateAlias } from './language/index.js';
import { type MapFile, type ReadMap, readMapFile } from './map-file.js';
import { availableStyles, STYLES } from './styles/index.js';

/** What a template option means. */
export type TemplateSpec =
  | { readonly kind: 'default' }
  | { readonly kind: 'builtin'; readonly format: 'json' | 'cbor' | 'debug' | 'pickle' }
  | {
      readonly kind: 'template';
      readonly templates: ReadonlyMap<ByteString, ByteString>;
      readonly aliases: ReadonlyMap<ByteString, TemplateAlias>;
      /** The template of one item. Undefined: that of a map file, named after what is shown. */
      readonly name: ByteString | undefined;
    };

/** Reads a file named on the command line; undefined when there is none. The path in the answer is absolute. */
export type ReadTemplateFile = (path: ByteString) => { path: ByteString; bytes: Uint8Array } | undefined;

export interface ResolveOptions {
  readonly config: Config;
  readonly readFile: ReadTemplateFile;
  /** Prints the answer to `-T list`. */
  readonly write: (text: ByteString) => void;
}

const BUILTIN = new Set(['json', 'cbor', 'debug', 'pickle']);

/** `[templatealias]`. */
export function configAliases(config: Config): Map<ByteString, TemplateAlias> {
  const out = new Map<ByteString, TemplateAlias>();
  for (const { name, value } of config.items('templatealias')) {
    const alias = buildAlias(name, value);
    out.set(alias.name, alias);
  }
  return out;
}

function configTemplates(config: Config): Map<ByteString, ByteString> {
  return new Map(config.items('templates').map(({ name, value }) => [name, unquote(value)]));
}

/** A literal template, with the templates and aliases of the configuration at hand. */
function literal(text: ByteString, config: Config): TemplateSpec {
  const templates = configTemplates(config);
  templates.set('', text);
  return { kind: 'template', templates, aliases: configAliases(config), name: '' };
}

function joinPath(from: ByteString, name: ByteString): ByteString {
  return name.startsWith('/') ? name : from.slice(0, from.lastIndexOf('/') + 1) + name;
}

function mapFile(path: ByteString, text: ByteString, options: ResolveOptions): TemplateSpec {
  const read: ReadMap = (name, from) => {
    const target = joinPath(from, name);
    const file = options.readFile(target);
    return file === undefined ? undefined : { path: file.path, text: byteStringOf(file.bytes) };
  };
  const map: MapFile = readMapFile(text, path, read);
  const aliases = configAliases(options.config);
  for (const [name, alias] of map.aliases) aliases.set(name, alias);
  return { kind: 'template', templates: map.templates, aliases, name: undefined };
}

function style(name: ByteString, config: Config): TemplateSpec | undefined {
  const found = STYLES.get(name);
  if (found === undefined) return undefined;
  return {
    kind: 'template',
    templates: new Map(Object.entries(found)),
    aliases: configAliases(config),
    name: undefined,
  };
}

/** @throws HgError when no such style exists. */
function resolveStyle(name: ByteString, options: ResolveOptions): TemplateSpec {
  const file = options.readFile(name);
  if (file !== undefined && (name.includes('/') || !STYLES.has(name)))
    return mapFile(file.path, byteStringOf(file.bytes), options);
  const found = style(name, options.config);
  if (found !== undefined) return found;
  throw new HgError('abort', `style '${name}' not found`, { hint: `available styles: ${availableStyles()}` });
}

/**
 * The meaning of a `-T` value.
 * @throws HgError after `list`, ParseError and ConfigError for bad map files.
 */
export function resolveTemplate(value: ByteString | undefined, options: ResolveOptions): TemplateSpec {
  const { config } = options;
  if (value === undefined || value === '') return { kind: 'default' };
  if (value.includes('{')) return literal(value, config);
  if (BUILTIN.has(value)) return { kind: 'builtin', format: value as 'json' };
  const builtIn = style(value, config);
  if (builtIn !== undefined) return builtIn;
  const named = config.get('templates', value);
  if (named !== undefined)
    return {
      kind: 'template',
      templates: configTemplates(config),
      aliases: configAliases(config),
      name: value,
    };
  if (value === 'list') {
    options.write(`available styles: ${availableStyles()}\n`);
    throw new HgError('abort', 'specify a template');
  }
  if (/[/\\]/.test(value)) {
    const file = options.readFile(value);
    if (file !== undefined) {
      const text = byteStringOf(file.bytes);
      if (value.slice(value.lastIndexOf('/') + 1).startsWith('map-'))
        return mapFile(file.path, text, options);
      return literal(text, config);
    }
  }
  return literal(value, config);
}

/** The meaning of the options and configuration of log-like commands: `-T`, `--style`, `command-templates.log`, `ui.style`. */
export function resolveLogTemplate(
  template: ByteString | undefined,
  styleName: ByteString | undefined,
  options: ResolveOptions,
): TemplateSpec {
  if (template !== undefined && template !== '') return resolveTemplate(template, options);
  if (styleName !== undefined && styleName !== '') return resolveStyle(styleName, options);
  const { config } = options;
  const configured = config.get('command-templates', 'log') ?? config.get('ui', 'logtemplate');
  if (configured !== undefined && configured !== '') return literal(unquote(configured), config);
  const configuredStyle = config.get('ui', 'style');
  if (configuredStyle !== undefined && configuredStyle !== '') return resolveStyle(configuredStyle, options);
  return { kind: 'default' };
}
