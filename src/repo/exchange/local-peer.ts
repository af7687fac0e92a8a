/** A repository on this machine as a peer. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import {
  applyBundle2,
  type BundleRequest,
  type ByteStream,
  type ExchangeUi,
  openBundle,
  type Peer,
  type PeerCapabilities,
  SILENT_UI,
  type UnbundleReply,
  type UnbundleRequest,
} from '../../exchange/index.js';
import { hookValueText } from '../../transaction/index.js';
import { isEvolutionEnabled } from '../obsolescence/index.js';
import type { Repository } from '../repository.js';
import { inTransaction, refreshed } from '../writing/index.js';
import { ExchangeReport } from './exchange-report.js';
import { getBundle } from './get-bundle.js';
import { isPublishing } from './is-publishing.js';
import { listedKeys } from './listed-keys.js';
import { peerCapabilities } from './peer-capabilities.js';
import { pushKey } from './push-key.js';
import { ServedView } from './served-view.js';

export interface LocalPeerOptions {
  /** How it is called; the repository's path when absent. */
  readonly url?: ByteString;
  readonly ui?: ExchangeUi;
}

/** Sees the repository as it was when it was made, and after every change made through it. */
export class LocalPeer implements Peer {
  readonly url: ByteString;
  readonly #ui: ExchangeUi;
  #repo: Repository;
  #served: ServedView;

  constructor(repo: Repository, options: LocalPeerOptions = {}) {
    this.url = options.url ?? `file:${repo.root}`;
    this.#ui = options.ui ?? SILENT_UI;
    this.#repo = repo;
    this.#served = new ServedView(repo);
  }

  /** As it is now. */
  get repository(): Repository {
    return this.#repo;
  }

  #refresh(): void {
    this.#repo = refreshed(this.#repo);
    this.#served = new ServedView(this.#repo);
  }

  async capabilities(): Promise<PeerCapabilities> {
    return peerCapabilities(this.#repo);
  }

  async heads(): Promise<readonly NodeId[]> {
    return this.#served.headNodes();
  }

  async known(nodes: readonly NodeId[]): Promise<readonly boolean[]> {
    return nodes.map((node) => this.#served.knows(node));
  }

  async branchMap(): Promise<ReadonlyMap<ByteString, readonly NodeId[]>> {
    return this.#served.branchMap();
  }

  async lookup(key: ByteString): Promise<NodeId> {
    return this.#served.lookup(key);
  }

  async listKeys(namespace: ByteString): Promise<ReadonlyMap<ByteString, ByteString>> {
    const { hooks } = this.#repo.place.writing;
    if (hooks.has('prelistkeys'))
      hooks.run('prelistkeys', new Map([['NAMESPACE', namespace]]), { refusable: true });
    this.#ui.debug(`listing keys for "${namespace}"\n`);
    const keys = listedKeys(this.#served, namespace);
    if (hooks.has('listkeys'))
      hooks.run(
        'listkeys',
        new Map([
          ['NAMESPACE', namespace],
          ['VALUES', hookValueText(keys)],
        ]),
        { refusable: false },
      );
    return keys;
  }

  async pushKey(namespace: ByteString, key: ByteString, from: ByteString, to: ByteString): Promise<boolean> {
    const done = pushKey(this.#repo, { namespace, key, from, to });
    this.#refresh();
    return done;
  }

  async getBundle(request: BundleRequest): Promise<ByteStream> {
    return getBundle(this.#served, request, this.#ui);
  }

  async unbundle(stream: ByteStream, request: UnbundleRequest): Promise<UnbundleReply> {
    const repo = this.#repo;
    const { platform } = repo.place;
    const bundle = openBundle(stream, platform, this.url);
    if (bundle.kind !== 'bundle2') throw new HgError('abort', 'only bundle2 can be pushed');
    const ui = repo.config.getBool('experimental', 'bundle2-output-capture') ? asRemote(this.#ui) : this.#ui;
    const report = new ExchangeReport(repo, 'push', ui);
    const applied = inTransaction(
      repo,
      {
        name: 'push',
        hookArguments: new Map([
          ['BUNDLE2', '1'],
          ['SOURCE', 'push'],
          ['URL', request.url],
        ]),
      },
      (session) => {
        const done = applyBundle2(session, bundle, {
          ui,
          source: 'push',
          url: request.url,
          acceptMarkers: isEvolutionEnabled(repo.config, 'exchange'),
          ...(isPublishing(repo.config) && { advanceTo: 0 }),
          acceptVariables: repo.config.getBool('push', 'pushvars.server'),
          platform,
        });
        report.atEndOf(session, done.changegroups);
        return done;
      },
    );
    this.#refresh();
    const { changegroups, result, pushKeys } = applied;
    return { changegroup: changegroups.length === 0 ? undefined : result, pushKeys };
  }

  /** Files on this machine are linked or copied instead. */
  async stream(): Promise<ByteStream | undefined> {
    return undefined;
  }

  close(): void {}
}

/** What is said there is marked as said by the other side. */
function asRemote(ui: ExchangeUi): ExchangeUi {
  const marked = (text: ByteString): ByteString => text.replace(/^(?!$)/gm, 'remote: ');
  return {
    status: (text) => ui.status(marked(text)),
    note: (text) => ui.note(marked(text)),
    debug: (text) => ui.debug(marked(text)),
    warn: (text) => ui.warn(marked(text)),
    ...(ui.debugFlag !== undefined && { debugFlag: ui.debugFlag }),
    progress: (topic, total, unit) => ui.progress(topic, total, unit),
  };
}
