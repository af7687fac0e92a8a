/**
 * Node identifiers. In the library's interfaces a node is its 40 hex digits in lower case: an immutable value that can
 * be compared with `===`, used as a Map key and printed. Hot paths work on the 20 raw bytes in place instead.
 */
export type NodeId = string;

/** Bytes in a node (SHA-1). */
export const NODE_BYTES = 20;

/** The node of the null revision (revision -1), the parent of every root. */
export const NULL_NODE: NodeId = '0'.repeat(40);

/** The revision number of the null revision. */
export const NULL_REV = -1;

/** What stands for "the working directory" where a revision is expected (hg's `wdir()`). */
export const WDIR_REV = 0x7fffffff;
export const WDIR_NODE: NodeId = 'f'.repeat(40);
