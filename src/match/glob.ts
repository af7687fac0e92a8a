/** Translates hg's glob dialect into regular expressions. */
import type { ByteString } from '../bytes/index.js';

const SPECIAL = new Set('()[]{}?*+-|^$\\.&~# \t\n\r\v\f');

/** The regular expression that matches the text itself. */
export function escapeRegExp(text: ByteString): ByteString {
  let out = '';
  for (const char of text) out += SPECIAL.has(char) ? `\\${char}` : char;
  return out;
}

/**
 * `*` stays within a directory, `**` crosses them, `**` + `/` also matches nothing, `?` is any byte, `[...]` and `[!...]`
 * are classes, `{a,b}` alternatives, a backslash takes the next char literally. An unclosed brace makes an expression
 * that does not compile, which the caller reports.
 */
export function globToRegExp(glob: ByteString): ByteString {
  let out = '';
  let depth = 0;
  for (let at = 0; at < glob.length; ) {
    const char = glob[at++];
    switch (char) {
      case '*':
        if (glob[at] !== '*') out += '[^/]*';
        else if (glob[at + 1] === '/') {
          at += 2;
          out += '(?:.*/)?';
        } else {
          at++;
          out += '.*';
        }
        break;
      case '?':
        out += '.';
        break;
      case '[': {
        // A `]` right after the opening (or after `!`) is a member.
        let end = at;
        if (glob[end] === '!' || glob[end] === ']') end++;
        end = glob.indexOf(']', end);
        if (end < 0) {
          out += '\\[';
          break;
        }
        let members = glob.slice(at, end).replaceAll('\\', '\\\\');
        at = end + 1;
        if (members.startsWith('!')) members = `^${members.slice(1)}`;
        else if (members.startsWith('^')) members = `\\${members}`;
        out += `[${members}]`;
        break;
      }
      case '{':
        depth++;
        out += '(?:';
        break;
      case '}':
        if (depth > 0) {
          depth--;
          out += ')';
        } else out += '\\}';
        break;
      case ',':
        out += depth > 0 ? '|' : ',';
        break;
      case '\\':
        out += at < glob.length ? escapeRegExp(glob[at++]) : '\\\\';
        break;
      default:
        out += escapeRegExp(char);
    }
  }
  return out;
}

/** True when no char of the glob means anything but itself. */
export function isLiteralGlob(glob: ByteString): boolean {
  return !/[*?[\\{}]/.test(glob);
}

/** The directory (or, for a glob without special chars, file) that everything the glob matches is below. */
export function literalPrefix(glob: ByteString): ByteString {
  const parts = glob.split('/');
  const special = parts.findIndex((part) => /[[{*?]/.test(part));
  return (special < 0 ? parts : parts.slice(0, special)).join('/');
}
