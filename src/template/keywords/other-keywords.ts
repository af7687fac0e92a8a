/** Keywords about everything but the changeset. */
import type { ByteString } from '../../bytes/index.js';
import type { Scope } from '../scope.js';
import { DictValue, type Value } from '../values/index.js';
import type { Keyword } from './keyword.js';

const anywhere = (run: (scope: Scope) => Value): Keyword => ({ needs: 'nothing', run });

/** The paths of the configuration with their sub-options. */
function peerUrls(scope: Scope): Value {
  const { config } = scope.templater.resources;
  const urls = new Map<ByteString, Map<ByteString, Value>>();
  const items = config.items('paths').toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name, value } of items) {
    if (name.includes(':') || value === '') continue;
    urls.set(name, new Map([['url', value]]));
  }
  for (const { name, value } of items) {
    const colon = name.indexOf(':');
    if (colon > 0) urls.get(name.slice(0, colon))?.set(name.slice(colon + 1), value);
  }
  const entries = [...urls].map(([name, options]) => [name, new UrlValue(options)] as const);
  return new DictValue(new Map<ByteString, Value>(entries), {
    names: (name, value) => ({
      name,
      ...Object.fromEntries((value as UrlValue).entries),
      urls: new DictValue((value as UrlValue).entries),
    }),
    format: (name, value) => `${name}=${(value as UrlValue).show()}`,
  });
}

/** One peer: prints as its URL, has its sub-options as members. */
class UrlValue {
  readonly kind = 'mapping';
  readonly entries: ReadonlyMap<ByteString, Value>;
  constructor(entries: ReadonlyMap<ByteString, Value>) {
    this.entries = entries;
  }
  show(): ByteString {
    return this.entries.get('url') as ByteString;
  }
  truth(): boolean {
    return true;
  }
  plain(): ByteString {
    return this.show();
  }
  member(_scope: Scope, key: ByteString): Value {
    return this.entries.get(key) ?? '';
  }
}

function environment(scope: Scope): Value {
  const variables = scope.templater.resources.environment ?? new Map<ByteString, ByteString>();
  const exported = scope.templater.resources.config.get('experimental', 'exportableenviron') ?? '';
  const wanted = exported.split(/[\s,]+/).filter((name) => name !== '');
  const entries = wanted
    .filter((name) => variables.has(name))
    .map((name) => [name, variables.get(name) ?? ''] as const);
  return new DictValue(new Map<ByteString, Value>(entries));
}

export const OTHER_KEYWORDS: readonly (readonly [string, Keyword])[] = [
  ['envvars', anywhere(environment)],
  ['graphwidth', anywhere(() => 0)],
  ['index', anywhere((scope) => scope.index ?? '')],
  ['peerurls', anywhere(peerUrls)],
  ['reporoot', { needs: 'repository', run: (scope) => scope.repo.root }],
  ['termwidth', anywhere((scope) => scope.templater.resources.terminalWidth())],
  ['verbosity', anywhere((scope) => scope.templater.resources.verbosity)],
];
