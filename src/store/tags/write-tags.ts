/** New lines for `.hgtags` and `localtags`. */
import type { ByteString, NodeId } from '../../bytes/index.js';

/** A tag that gets a node; `before` is where it was if it is known (the null node when it was removed). */
export interface NewTag {
  readonly name: ByteString;
  readonly before: NodeId | undefined;
}

/** The text with the tags at `node` (the null node removes them). A tag that is known gets a line with its old node first. */
export function addTagLines(text: ByteString, tags: readonly NewTag[], node: NodeId): ByteString {
  let result = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  for (const { name, before } of tags) {
    if (before !== undefined) result += `${before} ${name}\n`;
    result += `${node} ${name}\n`;
  }
  return result;
}
