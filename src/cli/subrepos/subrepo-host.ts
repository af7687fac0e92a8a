/** How the command line opens nested repositories, and where they come from. */
import type { ByteString } from '../../bytes/index.js';
import { pathFrom } from '../../match/index.js';
import type { Platform } from '../../platform/index.js';
import type { Repository, SubrepoHost } from '../../repo/index.js';
import type { CommandContext, Options } from '../command.js';
import { absolutePath } from '../find-repository.js';
import { targetOf } from '../remote/local-url.js';
import { namedPaths } from '../remote/locations.js';
import { openPeer } from '../remote/open-peer.js';
import { openRepositoryWith } from '../remote/open-repository-with.js';
import { remoteConfig } from '../remote/remote-config.js';
import type { Ui } from '../ui/index.js';

interface HostSettings {
  readonly platform: Platform;
  readonly ui: Ui;
  readonly globalOptions: Options;
  /** Absolute current directory. */
  readonly cwd: ByteString;
}

/** What of a command's context is asked for here. */
function contextOf(settings: HostSettings, repository?: Repository): CommandContext {
  const { ui } = settings;
  return {
    ...settings,
    ui: repository === undefined ? ui : Object.create(ui, { config: { value: repository.config } }),
    repository,
    repo: () => repository as Repository,
    root: repository?.root,
    commands: [],
    aliases: new Map(),
    configFiles: [],
  };
}

/** Opens a nested repository with settings of its own, on top of the user's. */
export function openNested(settings: HostSettings, services: SubrepoHost, root: ByteString): Repository {
  const context = contextOf(settings);
  return openRepositoryWith(context, root, remoteConfig(context, root), services);
}

/** Opens what one is cloned or pulled from. */
export function openSubrepoSource(settings: HostSettings, url: ByteString): Repository {
  return openPeer(contextOf(settings), url).repository;
}

/** The path that a repository's settings name for an exchange. */
export function defaultPathOf(
  settings: HostSettings,
  repo: Repository,
  forPush: boolean,
): ByteString | undefined {
  const paths = namedPaths(contextOf(settings, repo));
  const found = (forPush ? paths.get('default-push') : undefined) ?? paths.get('default');
  const url = found?.[0]?.options.get(forPush ? 'pushurl' : '') ?? found?.[0]?.url;
  return url === '' ? undefined : url;
}

/** For messages. */
export function shownPath({ cwd }: HostSettings, repo: Repository, path: ByteString): ByteString {
  return pathFrom(repo.root, cwd, path);
}

/** Paths are made absolute. */
export function normalUrl({ cwd }: HostSettings, url: ByteString): ByteString {
  const target = targetOf(url);
  return target.kind === 'path' ? absolutePath(cwd, target.path) : url;
}
