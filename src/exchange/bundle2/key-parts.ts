/** Parts with keys: bookmarks, listkeys, pushkey, variables. */
import { type ByteString, byteStringOf, type NodeId } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { BookmarkChange } from '../../store/index.js';
import { runBookmarkHooks } from './bookmark-hooks.js';
import { type BundleOperation, type PartHandler, reply, required } from './bundle-operation.js';
import { bookmarksIn, keysIn, wholePayload } from './payloads.js';

const MOST_KEY_BYTES = 1 << 26;

const bookmarks: PartHandler = {
  parameters: [],
  apply(operation, part) {
    const { session, options } = operation;
    const changes: BookmarkChange[] = [];
    for (const { name, node } of bookmarksIn(part.payload)) {
      operation.bookmarks.set(name, node);
      changes.push([name, node]);
    }
    if (options.bookmarks === 'record') return;
    const { changelog } = session.writer.store;
    const known = changes.filter(([, node]) => node === undefined || changelog.revOf(node) !== undefined);
    runBookmarkHooks(session, known);
    session.writer.bookmarks.apply(known);
  },
};

const listkeys: PartHandler = {
  parameters: ['namespace'],
  apply(operation, part) {
    const namespace = required(part, 'namespace');
    const keys = keysIn(byteStringOf(wholePayload(part.payload, MOST_KEY_BYTES)).replace(/\n$/, ''));
    operation.listKeys.push({ namespace, keys });
  },
};

const pushkey: PartHandler = {
  parameters: ['namespace', 'key', 'old', 'new'],
  apply(operation, part) {
    const [namespace = '', key = '', from = '', to = ''] = ['namespace', 'key', 'old', 'new'].map((name) =>
      required(part, name),
    );
    const done = pushKey(operation, namespace, key, from, to);
    operation.pushKeys.set(part.id, done);
    operation.replies.push(reply(part, 'reply:pushkey', 'return', done ? '1' : '0'));
    if (!done && part.isMandatory)
      throw new HgError('abort', `failed to update value for "${namespace}/${key}"`);
  },
};

/** Changes one key where it has the value that the sender thinks it has. */
function pushKey(
  { session, options }: BundleOperation,
  namespace: ByteString,
  key: ByteString,
  from: ByteString,
  to: ByteString,
): boolean {
  const { writer } = session;
  const { changelog } = writer.store;
  if (namespace === 'bookmarks') {
    const now = writer.bookmarks.all.get(key) ?? '';
    if (now === to) return true;
    if (now !== from) return false;
    if (to !== '' && changelog.revOf(to) === undefined) return false;
    writer.bookmarks.apply([[key, to === '' ? undefined : to]]);
    return true;
  }
  if (namespace !== 'phases') return false;
  const rev = changelog.revOf(key as NodeId);
  if (rev === undefined || rev < 0 || !/^\d+$/.test(from) || !/^\d+$/.test(to)) return false;
  const phase = writer.phases.phase(rev);
  if (phase === Number(from) && Number(to) < phase) {
    writer.phases.advance(Number(to), [key]);
    return true;
  }
  if (phase === Number(to)) return true;
  options.ui.debug(`phase of ${key} is ${phase}, not ${from}\n`);
  return false;
}

const pushvars: PartHandler = {
  parameters: [],
  apply({ session, options }, part) {
    if (options.acceptVariables !== true) return;
    for (const [name, value] of [...part.mandatory, ...part.advisory])
      session.transaction.hookArguments.set(`USERVAR_${name.toUpperCase()}`, value);
  },
};

/** A reply is wanted; everybody gets one. */
const replycaps: PartHandler = { parameters: [], apply: () => undefined };

export const KEY_PARTS: Readonly<Record<string, PartHandler>> = {
  bookmarks,
  listkeys,
  pushkey,
  pushvars,
  replycaps,
};
