/** Parts that make sure of something before anything changes, and parts that report an error. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { HgError, LookupError } from '../../errors/index.js';
import { PHASE_NAMES, type RepoView } from '../../store/index.js';
import { unknownFeature } from '../unknown-feature.js';
import type { BundleOperation, PartHandler } from './bundle-operation.js';
import { parameter } from './layout.js';
import { bookmarksIn, nodesIn, phaseHeadsIn } from './payloads.js';

const RACED = 'remote repository changed while pushing - please try again';

/** What the sender has seen is no longer so. */
function raced(detail?: ByteString): HgError {
  return new HgError('abort', detail === undefined ? RACED : `${RACED} (${detail})`);
}

function visible({ session }: BundleOperation): RepoView {
  return session.repository.withHidden(false);
}

const heads: PartHandler = {
  parameters: [],
  apply(operation, part) {
    const expected = [...nodesIn(part.payload)].sort();
    const view = visible(operation);
    const now = view.heads().map((rev) => view.node(rev));
    if (expected.join() !== now.sort().join()) throw raced();
  },
};

const updatedHeads: PartHandler = {
  parameters: [],
  apply(operation, part) {
    const view = visible(operation);
    const now = new Set<NodeId>();
    for (const branch of view.branches().values()) for (const rev of branch.heads) now.add(view.node(rev));
    for (const node of nodesIn(part.payload)) if (!now.has(node)) throw raced();
  },
};

const short = (node: NodeId): string => node.slice(0, 12);

const bookmarks: PartHandler = {
  parameters: [],
  apply(operation, part) {
    const now = operation.session.writer.bookmarks.all;
    for (const { name, node } of bookmarksIn(part.payload)) {
      const current = now.get(name);
      if (current === node) continue;
      if (node === undefined) throw raced(`bookmark "${name}" already exists`);
      if (current === undefined) throw raced(`bookmark "${name}" is missing, expected ${short(node)}`);
      throw raced(`bookmark "${name}" moved from ${short(node)} to ${short(current)}`);
    }
  },
};

const phases: PartHandler = {
  parameters: [],
  apply({ session }, part) {
    const { writer } = session;
    for (const { phase, node } of phaseHeadsIn(part.payload)) {
      const rev = writer.store.changelog.revOf(node);
      if (rev === undefined) throw new LookupError(node, `00changelog@${node}: no node`);
      const now = writer.phases.phase(rev);
      if (now === phase) continue;
      const [is, expected] = [now, phase].map((one) => PHASE_NAMES[one] ?? String(one));
      throw raced(`${short(node)} is ${is} expected ${expected}`);
    }
  },
};

const abort: PartHandler = {
  parameters: ['message', 'hint'],
  apply(_operation, part) {
    const hint = parameter(part, 'hint');
    throw new HgError('abort', parameter(part, 'message') ?? '', hint === undefined ? {} : { hint });
  },
};

const pushKeyFailed: PartHandler = {
  parameters: ['namespace', 'key', 'new', 'old', 'ret', 'in-reply-to'],
  apply(_operation, part) {
    const namespace = parameter(part, 'namespace') ?? '';
    throw new HgError('abort', `failed to update value for "${namespace}/${parameter(part, 'key') ?? ''}"`);
  },
};

const pushRaced: PartHandler = {
  parameters: ['message'],
  apply(_operation, part) {
    throw new HgError('abort', `push failed:\n'${parameter(part, 'message') ?? ''}'`);
  },
};

const unsupported: PartHandler = {
  parameters: ['parttype', 'params'],
  apply({ options }, part) {
    const parameters = (parameter(part, 'params') ?? '').split('\0').filter((name) => name !== '');
    const type = parameter(part, 'parttype') ?? '';
    throw unknownFeature(parameters.length === 0 ? type : `${type} - ${parameters.join(', ')}`, options.name);
  },
};

export const CHECK_PARTS: Readonly<Record<string, PartHandler>> = {
  'check:heads': heads,
  'check:updated-heads': updatedHeads,
  'check:bookmarks': bookmarks,
  'check:phases': phases,
  'error:abort': abort,
  'error:pushkey': pushKeyFailed,
  'error:pushraced': pushRaced,
  'error:unsupportedcontent': unsupported,
};
