/** `.mailmap` files: the names and addresses that people want to be known by. */
import { type ByteString, isBlank, stripSpace } from '../../bytes/index.js';
import { emailOf, personOf } from './people.js';
import { splitLines } from './wrap.js';

interface Identity {
  readonly name: ByteString | undefined;
  readonly email: ByteString;
}

/** Key: address as committed, with the committed name in front of it when the entry asks for one. */
export type Mailmap = ReadonlyMap<ByteString, Identity>;

const keyOf = (email: ByteString, name: ByteString | undefined) => `${name ?? ''}\0${email}`;

export function parseMailmap(text: ByteString): Mailmap {
  const out = new Map<ByteString, Identity>();
  for (const line of splitLines(text)) {
    if (line.startsWith('#') || isBlank(line)) continue;
    const names: ByteString[] = [];
    const emails: ByteString[] = [];
    let rest = stripSpace(line);
    while (rest !== '' && emails.length < 2) {
      const open = rest.indexOf('<');
      const close = rest.indexOf('>', open);
      if (open < 0 || close < 0) break;
      names.push(stripSpace(rest.slice(0, open)));
      emails.push(rest.slice(open + 1, close));
      rest = stripSpace(rest.slice(close + 1));
    }
    const proper = emails[0];
    if (proper === undefined) continue;
    const name = names[0] || undefined;
    if (emails.length === 1) out.set(keyOf(proper, undefined), { name, email: proper });
    else out.set(keyOf(emails[1] as ByteString, names[1] || undefined), { name, email: proper });
  }
  return out;
}

/** The author as the mailmap wants it; unchanged when it is not of the form `Name <user@host>`. */
export function mapAuthor(author: ByteString, mailmap: Mailmap): ByteString {
  if (mailmap.size === 0 || !/^[^<]+ <[^<>]+@[^<>]+>$/.test(author)) return author;
  const email = emailOf(author);
  const name = personOf(author);
  const identity = mailmap.get(keyOf(email, name)) ?? mailmap.get(keyOf(email, undefined));
  if (identity === undefined) return author;
  return `${identity.name ?? name} <${identity.email}>`;
}
