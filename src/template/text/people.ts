/** Names and addresses in user names. */
import type { ByteString } from '../../bytes/index.js';

/** `Name <user@host>` -> `Name`. */
export function personOf(author: ByteString): ByteString {
  if (!author.includes('@')) return author;
  const bracket = author.indexOf('<');
  if (bracket >= 0)
    return author
      .slice(0, bracket)
      .replace(/^[ "]+|[ "]+$/g, '')
      .replaceAll('\\"', '"');
  return author.slice(0, author.indexOf('@')).replaceAll('.', ' ');
}

/** The address between angle brackets, or the whole text. */
export function emailOf(author: ByteString): ByteString {
  const end = author.indexOf('>');
  return author.slice(author.indexOf('<') + 1, end < 0 ? undefined : end);
}

/** A short name: the first word of the part before `@`, up to a dot. */
export function shortUserOf(user: ByteString): ByteString {
  let out = user;
  const at = out.indexOf('@');
  if (at >= 0) out = out.slice(0, at);
  out = out.slice(out.indexOf('<') + 1);
  const space = out.indexOf(' ');
  if (space >= 0) out = out.slice(0, space);
  const dot = out.indexOf('.');
  return dot >= 0 ? out.slice(0, dot) : out;
}

/** The part of an address before `@`. */
export function emailUserOf(user: ByteString): ByteString {
  const at = user.indexOf('@');
  const head = at >= 0 ? user.slice(0, at) : user;
  return head.slice(head.indexOf('<') + 1);
}

/** The part of an address after `@`; empty when there is none. */
export function domainOf(author: ByteString): ByteString {
  const at = author.indexOf('@');
  if (at < 0) return '';
  const tail = author.slice(at + 1);
  const end = tail.indexOf('>');
  return end >= 0 ? tail.slice(0, end) : tail;
}
