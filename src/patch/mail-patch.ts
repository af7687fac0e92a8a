/** Patches as they travel: with a header of hg, in a mail, or several in one file. */
import type { ByteString } from '../bytes/index.js';
import { decodedParts, headerOf, type MailHeaders } from './mail.js';

export interface MailedPatch {
  /** From the first line of the first diff on; undefined when there is none. */
  readonly diff: ByteString | undefined;
  readonly message: ByteString;
  readonly user: ByteString | undefined;
  readonly date: ByteString | undefined;
  readonly branch: ByteString | undefined;
  readonly node: ByteString | undefined;
  readonly parents: readonly ByteString[];
}

const DIFF_START =
  /^(?:Index:[ \t]|diff[ \t]-|RCS file: |retrieving revision [0-9]+(?:\.[0-9]+)*$|---[ \t][\s\S]*?^\+\+\+[ \t]|\*\*\*[ \t][\s\S]*?^---[ \t])/m;
const HG_HEADER = '# HG changeset patch';

/** The patches of a file, one after the other. */
export function splitPatches(text: ByteString): ByteString[] {
  const starts = [...text.matchAll(/^# HG changeset patch\r?$/gm)].map((match) => match.index);
  const mails = [...text.matchAll(/^From [^\n]*\n(?=[A-Za-z0-9-]+:)/gm)].map((match) => match.index);
  if (mails.length > 1 || (mails.length === 1 && mails[0] === 0)) return cutAt(text, mails);
  if (starts.length > 1 && text.slice(0, starts[0]).trim() === '') return cutAt(text, starts);
  return [text];
}

function cutAt(text: ByteString, starts: readonly number[]): ByteString[] {
  return starts.map((start, index) => text.slice(index === 0 ? 0 : start, starts[index + 1] ?? text.length));
}

/** Takes one patch apart. */
export function readMailedPatch(text: ByteString): MailedPatch {
  const { headers, body } = headerOf(text.replace(/^From [^\n]*\n(?=[A-Za-z0-9-]+:)/, ''));
  const found = new Reader(headers);
  for (const part of decodedParts(headers, body)) found.part(part.text, part.isPlain);
  return found.result();
}

class Reader {
  readonly #subject: ByteString | undefined;
  #user: ByteString | undefined;
  #date: ByteString | undefined;
  #branch: ByteString | undefined;
  #node: ByteString | undefined;
  #parents: ByteString[] = [];
  #message: ByteString = '';
  #diff: ByteString | undefined;
  #isFromHg = false;

  constructor(headers: MailHeaders) {
    this.#node = headers.get('x-mercurial-node');
    this.#user = headers.get('from')?.replace(/\s+/g, ' ');
    const subject = headers.get('subject');
    if (subject === undefined) return;
    // [PATCH n of m]
    const end = subject.startsWith('[PATCH') ? subject.indexOf(']') : -1;
    this.#subject = (end >= 0 ? subject.slice(end + 1) : subject).replace(/\n[ \t]+/g, ' ').trim();
  }

  part(text: ByteString, isPlain: boolean): void {
    const start = DIFF_START.exec(text)?.index;
    if (start === undefined || this.#diff !== undefined) {
      if (this.#message === '' && isPlain) this.#message = `${text}\n`;
      else if (start !== undefined) this.#diff = `${this.#diff ?? ''}\n${text.slice(start)}`;
      return;
    }
    this.#diff = text.slice(start);
    this.#lines(text.slice(0, start));
  }

  /** What stands before the diff. */
  #lines(text: ByteString): void {
    const lines: ByteString[] = [];
    let inHeader = false;
    for (const raw of text.split('\n')) {
      const line = raw.replace(/\r$/, '');
      if (line === HG_HEADER && !this.#isFromHg) {
        this.#isFromHg = true;
        inHeader = true;
        lines.length = 0;
        continue;
      }
      if (inHeader && line.startsWith('# ')) {
        this.#field(line);
        continue;
      }
      inHeader = false;
      // Below it, git's mails have a summary of the changes.
      if (line === '---') break;
      lines.push(line);
    }
    const own = lines.join('\n');
    this.#message = this.#isFromHg ? own : this.#message + own;
  }

  #field(line: ByteString): void {
    const match = /^# (User|Date|Branch|Node ID|Parent) +(.*)$/.exec(line);
    if (match === null) return;
    const value = (match[2] as ByteString).trim();
    if (match[1] === 'User') this.#user = value;
    else if (match[1] === 'Date') this.#date = value;
    else if (match[1] === 'Branch') this.#branch = value;
    else if (match[1] === 'Node ID') this.#node = value;
    else this.#parents.push(value);
  }

  result(): MailedPatch {
    let message = this.#message;
    if (
      this.#subject !== undefined &&
      this.#subject !== '' &&
      !this.#isFromHg &&
      !message.startsWith(this.#subject)
    )
      message = `${this.#subject}\n${message}`;
    return {
      diff: this.#diff,
      message,
      user: this.#user,
      date: this.#date,
      branch: this.#branch,
      node: this.#node,
      parents: this.#parents,
    };
  }
}
