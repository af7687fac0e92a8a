/** What commands know about nested repositories, none of which is loaded before there are some. */
import type { ByteString } from '../bytes/index.js';
import type { Platform } from '../platform/index.js';
import { type SubrepoHost, subrepoOperations } from '../repo/index.js';
import type { Options } from './command.js';
import * as host from './subrepos/subrepo-host.js';
import type { Ui } from './ui/index.js';

export function subrepoServices(
  platform: Platform,
  ui: Ui,
  globalOptions: Options,
  cwd: ByteString,
): SubrepoHost {
  const settings = { platform, ui, globalOptions, cwd };
  const services: SubrepoHost = {
    get operations() {
      return subrepoOperations;
    },
    open: (root) => host.openNested(settings, services, root),
    openSource: (url) => host.openSubrepoSource(settings, url),
    defaultPath: (repo, forPush) => host.defaultPathOf(settings, repo, forPush),
    show: (repo, path) => host.shownPath(settings, repo, path),
    normalUrl: (url) => host.normalUrl(settings, url),
  };
  return services;
}
