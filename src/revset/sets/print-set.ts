/** hg's indented form of a set's representation. */
import type { ByteString } from '../../bytes/index.js';
import type { SmartSet } from './smart-set.js';

/** Every `<` starts a line (together with the field name before it), indented by how many are open. */
export function printSet(set: SmartSet): ByteString {
  const text = set.describe();
  const lines: string[] = [];
  let depth = 0;
  for (let start = 0, from = 0; start < text.length; ) {
    let next = text.indexOf('<', from + 1);
    let lineEnd = -1;
    if (next < 0) next = text.length;
    else if (next > from + 1 && text[next - 1] === '=') lineEnd = text.lastIndexOf(' ', next - 2);
    if (lineEnd < from + 1) lineEnd = next;
    else lineEnd++;
    const line = text.slice(start, lineEnd);
    lines.push('  '.repeat(Math.max(depth, 0)) + line.trimEnd());
    for (const char of line) depth += char === '<' ? 1 : char === '>' ? -1 : 0;
    start = lineEnd;
    from = next;
  }
  return lines.join('\n');
}
