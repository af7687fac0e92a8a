/** What stands for the nodes that files of the working directory do not have yet, as in hg. */
import { bytesOf, hexOf, type NodeId } from '../../bytes/index.js';

function made(word: string): NodeId {
  return hexOf(bytesOf(word.padStart(20, '0')));
}

export const WORKING_ADDED_NODE: NodeId = made('added');
export const WORKING_MODIFIED_NODE: NodeId = made('modified');
