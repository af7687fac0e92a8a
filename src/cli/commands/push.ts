/** `qs push`. */
import type { ByteString } from '../../bytes/index.js';
import { HgError, InputError } from '../../errors/index.js';
import { shownUrl } from '../../exchange/index.js';
import { hasSubrepos, push, type Repository, subreposIn } from '../../repo/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';

import { addBranchRevs } from '../remote/branch-revs.js';
import { type Location, pushLocations } from '../remote/locations.js';
import { existsAt, openPeer } from '../remote/open-peer.js';
import { PEER_OPTIONS } from '../remote/peer-options.js';
import { revisionsOf } from '../revisions.js';

/** Bookmarks to push, `.` being the active one, and revisions that they ask for. */
function explicitBookmarks(repo: Repository, options: Options): { names: ByteString[]; revs: ByteString[] } {
  const names: ByteString[] = [];
  const revs: ByteString[] = [];
  for (const given of options.list('bookmark')) {
    const name = given === '.' ? repo.activeBookmark : given;
    if (name === undefined) throw new InputError('no active bookmark');
    names.push(name);
    // One that is to be deleted brings no changesets along.
    revs.push(repo.bookmarks().has(name) ? name : 'null');
  }
  return { names, revs };
}

/** `NAME=VALUE` for hooks of the other side. */
function variables(options: Options): Map<ByteString, ByteString> {
  const out = new Map<ByteString, ByteString>();
  for (const given of options.list('pushvars')) {
    const equals = given.indexOf('=');
    if (equals < 0)
      throw new HgError(
        'abort',
        `unable to parse variable '${given}', should follow 'KEY=VALUE' or 'KEY=' format`,
      );
    out.set(given.slice(0, equals), given.slice(equals + 1));
  }
  return out;
}

async function pushTo(context: CommandContext, location: Location, options: Options): Promise<number> {
  const { ui } = context;
  const repo = context.repo();
  const { names, revs: bookmarkRevs } = explicitBookmarks(repo, options);
  const own = [...options.list('rev'), ...bookmarkRevs];
  ui.status(`pushing to ${shownUrl(location.url)}\n`);
  ui.flush();
  // Branches are this side's: what is there is what can be pushed.
  const local = {
    branchMap: async () =>
      new Map([...repo.branches()].map(([name, { heads }]) => [name, heads.map((rev) => repo.node(rev))])),
  };
  const { revs } = await addBranchRevs(local, repo, {
    fragment: location.fragment,
    branches: options.list('branch'),
    revs: own,
  });
  const { peer } = openPeer(context, location.url);
  try {
    let wanted = revs === undefined ? undefined : [...revisionsOf(context, revs)];
    if (revs !== undefined && wanted?.length === 0)
      throw new InputError('specified revisions evaluate to an empty set', {
        hint: 'use different revision arguments',
      });
    const pushrev = location.options.get('pushrev');
    if (wanted === undefined && pushrev !== undefined) {
      wanted = [...revisionsOf(context, [pushrev])];
      if (wanted.length === 0) throw new InputError('default push revset for path evaluates to an empty set');
    }
    if (hasSubrepos(repo, repo.workingParents()[0])) {
      const { pushSubrepos } = await import('../subrepos/push-subrepos.js');
      await pushSubrepos(context, location.url, {
        force: options.flag('force'),
        newBranch: options.flag('new-branch'),
      });
    }
    const result = await push(
      repo,
      peer,
      {
        revs: wanted,
        force: options.flag('force'),
        newBranch: options.flag('new-branch'),
        bookmarks: names,
        allBookmarks: options.flag('all-bookmarks'),
        publish: options.flag('publish'),
        checkLinks: (revs) => {
          if (repo.place.nesting !== undefined) subreposIn(repo).refuseBrokenLinks(repo, revs);
        },
        variables: () => variables(options),
      },
      ui,
    );
    if (result.bookmarks === 2) return 2;
    if (result.changegroup === 0) return 1;
    return result.bookmarks === 1 ? 2 : 0;
  } finally {
    peer.close();
  }
}

export const command: CommandDefinition = {
  name: 'push',
  synopsis: '[-f] [-r REV]... [-e CMD] [--remotecmd CMD] [DEST]...',
  summary: 'push changes to the specified destination',
  help: `Adds what this repository has, and another one has not, to the other one: changesets that are not secret, phases, and bookmarks that both have. DEST is a directory or a name of the section [paths]; without one the path default is taken, or where its option pushurl leads.

A push that would leave the other side with more heads on a branch, or with a new branch, is refused: pull and merge first. New branches are let through by --new-branch, new heads by --force, which also takes unrelated repositories.

With --rev and --branch only those changesets and their ancestors are pushed. --bookmark makes a bookmark of the other side what it is here, or removes it there when there is none here.

'hg outgoing' shows what a push would send.

Returns 0 if the push was successful, 1 if there was nothing to push.`,
  category: 'remote',
  options: [
    { short: 'f', long: 'force', kind: 'flag', help: 'push whatever the other side gets' },
    {
      short: 'r',
      long: 'rev',
      kind: 'list',
      help: 'a changeset that the other side is to have',
      valueName: 'REV',
    },
    { short: 'B', long: 'bookmark', kind: 'list', help: 'bookmark to push', valueName: 'BOOKMARK' },
    { short: '', long: 'all-bookmarks', kind: 'flag', help: 'push all bookmarks', experimental: true },
    { short: 'b', long: 'branch', kind: 'list', help: 'branch to push', valueName: 'BRANCH' },
    { short: '', long: 'new-branch', kind: 'flag', help: 'the other side may get new branches' },
    {
      short: '',
      long: 'pushvars',
      kind: 'list',
      help: 'variables for hooks of the other side',
      advanced: true,
    },
    { short: '', long: 'publish', kind: 'flag', help: 'make what is pushed public', experimental: true },
    ...PEER_OPTIONS,
  ],
  async run(context, args, options) {
    let code = 0;
    for (const location of pushLocations(context, args, (url) => existsAt(context, url))) {
      code = await pushTo(context, location, options);
      if (code !== 0) return code;
    }
    return code;
  },
};
