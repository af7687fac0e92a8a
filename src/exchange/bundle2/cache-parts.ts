/** Caches that come with a bundle: written when the transaction has ended well, for they are hints. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { LookupError } from '../../errors/index.js';
import { addRevBranches, addTagFileNodes, type NewRevBranch } from '../../store/index.js';
import type { ByteStream } from '../byte-reader.js';
import type { BundleOperation } from './bundle-operation.js';
import { branchesIn, tagFileNodesIn } from './payloads.js';

/** @throws LookupError for a changeset that is not there. */
export function keepTagFileNodes({ session, options }: BundleOperation, payload: ByteStream): void {
  const { store } = session.writer;
  const { changelog } = store;
  const nodes = new Map<number, NodeId>();
  for (const { changeset, fileNode } of tagFileNodesIn(payload)) {
    const rev = changelog.revOf(changeset);
    if (rev === undefined) throw new LookupError(changeset, `unknown revision '${changeset}'`);
    nodes.set(rev, fileNode);
  }
  options.ui.debug(`applied ${nodes.size} hgtags fnodes cache entries\n`);
  session.transaction.addPostClose('bundle2-hgtagsfnodes', () =>
    addTagFileNodes(store.places.sharedHgFs, changelog, nodes),
  );
}

/** Changesets that are not there are passed over. */
export function keepBranches({ session }: BundleOperation, payload: ByteStream): void {
  const { store } = session.writer;
  const { changelog } = store;
  const found: NewRevBranch[] = [];
  const names = new Map<ByteString, ByteString>();
  for (const { branch, node, closes } of branchesIn(payload)) {
    const rev = changelog.revOf(node);
    if (rev === undefined || rev < 0) continue;
    const name = names.get(branch) ?? branch;
    names.set(name, name);
    found.push({ rev, branch: name, closes });
  }
  session.transaction.addPostClose('bundle2-rev-branch-cache', () =>
    addRevBranches(store.places.sharedHgFs, changelog, found),
  );
}
