/** What applying a bundle has done. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import type { AppliedChangegroup } from '../changegroup/apply-changegroup.js';
import type { OutgoingPart } from './bundle2-writer.js';

export interface AppliedBundle {
  readonly changegroups: readonly AppliedChangegroup[];
  /** hg's number for all changegroups together: 1 for no change in the number of heads, n + 1 for n more, -n - 1 for n fewer. */
  readonly result: number;
  /** Obsolescence markers that were new. */
  readonly newMarkers: number;
  /** Contents of `listkeys` parts, in their order. */
  readonly listKeys: readonly {
    readonly namespace: ByteString;
    readonly keys: ReadonlyMap<ByteString, ByteString>;
  }[];
  /** What `bookmarks` parts said; undefined for one that is to go. */
  readonly bookmarks: ReadonlyMap<ByteString, NodeId | undefined>;
  /** Whether each `pushkey` part was done, by the part's number. */
  readonly pushKeys: ReadonlyMap<number, boolean>;
  /** What the sender is to be told, if it waits for an answer. */
  readonly replies: readonly OutgoingPart[];
}

/** The results of several changegroups as one. */
export function combinedResult(groups: readonly AppliedChangegroup[]): number {
  let heads = 0;
  for (const { result } of groups) heads += result < 0 ? result + 1 : result - 1;
  return heads > 0 ? heads + 1 : heads < 0 ? heads - 1 : 1;
}
