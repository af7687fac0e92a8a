/** Stored texts as the user reads them: in the local encoding. */
import { type ByteString, isValidUtf8, type LocalEncoding } from '../bytes/index.js';
import type { BranchInfo, Changeset, TagInfo } from '../store/index.js';

/** Texts that lost something on the way are remembered, so that they can be given out as they were stored. */
const REMEMBERED = 4096;

const NOT_ASCII = /[^\0-\x7f]/;

export class LocalText {
  readonly #make: () => LocalEncoding;
  readonly #isUtf8: boolean;
  #encoding: LocalEncoding | undefined;
  readonly #stored = new Map<ByteString, ByteString>();

  /**
   * @param isUtf8 the local encoding is UTF-8: what is valid stays as it is.
   * @param make called for the first text that is not ASCII. May throw HgError `unknown encoding`.
   */
  constructor(isUtf8: boolean, make: () => LocalEncoding) {
    this.#isUtf8 = isUtf8;
    this.#make = make;
  }

  /** Texts that are given out may differ from what is stored. */
  get converts(): boolean {
    return !this.#isUtf8;
  }

  get encoding(): LocalEncoding {
    this.#encoding ??= this.#make();
    return this.#encoding;
  }

  /** @throws HgError for an unknown encoding. */
  toLocal(stored: ByteString): ByteString {
    if (!NOT_ASCII.test(stored) || (this.#isUtf8 && isValidUtf8(stored))) return stored;
    const local = this.encoding.toLocal(stored);
    if (!this.#isUtf8) {
      if (this.#stored.size >= REMEMBERED) this.#stored.clear();
      this.#stored.set(local, isValidUtf8(stored) ? stored : this.encoding.fromLocal(local));
    }
    return local;
  }

  /** The stored text, if this is one given out lately, whatever was lost on the way; otherwise the text as it is. */
  toStored(local: ByteString): ByteString {
    return this.#stored.get(local) ?? local;
  }

  /** Text that is kept in the local encoding. @throws HgError when it is not valid there. */
  checked(local: ByteString): ByteString {
    if (NOT_ASCII.test(local)) this.#stored.set(local, this.encoding.fromLocal(local));
    return local;
  }

  /** Columns that a local text takes on a terminal. */
  width(local: ByteString): number {
    return NOT_ASCII.test(local) ? this.encoding.width(local) : local.length;
  }

  names<T>(byName: ReadonlyMap<ByteString, T>): ReadonlyMap<ByteString, T> {
    const out = new Map<ByteString, T>();
    for (const [name, value] of byName) out.set(this.toLocal(name), value);
    return out;
  }

  branches(branches: ReadonlyMap<ByteString, BranchInfo>): ReadonlyMap<ByteString, BranchInfo> {
    const out = new Map<ByteString, BranchInfo>();
    for (const branch of branches.values()) {
      const name = this.toLocal(branch.name);
      out.set(name, name === branch.name ? branch : { ...branch, name });
    }
    return out;
  }

  /** Local tags are stored in the local encoding, the others in UTF-8. */
  tags(tags: ReadonlyMap<ByteString, TagInfo>): ReadonlyMap<ByteString, TagInfo> {
    const out = new Map<ByteString, TagInfo>();
    for (const tag of tags.values()) {
      const name = tag.kind === 'local' ? this.checked(tag.name) : this.toLocal(tag.name);
      out.set(name, name === tag.name ? tag : { ...tag, name });
    }
    return out;
  }

  changeset(changeset: Changeset): Changeset {
    return new LocalChangeset(changeset, this);
  }
}

/** A changeset whose texts are local. `extra` stays as stored. */
class LocalChangeset implements Changeset {
  readonly #stored: Changeset;
  readonly #texts: LocalText;
  #user: ByteString | undefined;
  #description: ByteString | undefined;

  constructor(stored: Changeset, texts: LocalText) {
    this.#stored = stored;
    this.#texts = texts;
  }
  get manifestNode() {
    return this.#stored.manifestNode;
  }
  get user(): ByteString {
    this.#user ??= this.#texts.toLocal(this.#stored.user);
    return this.#user;
  }
  get date() {
    return this.#stored.date;
  }
  get files() {
    return this.#stored.files;
  }
  get description(): ByteString {
    this.#description ??= this.#texts.toLocal(this.#stored.description);
    return this.#description;
  }
  get extra() {
    return this.#stored.extra;
  }
  get branch(): ByteString {
    return this.#texts.toLocal(this.#stored.branch);
  }
  get closesBranch(): boolean {
    return this.#stored.closesBranch;
  }
}
