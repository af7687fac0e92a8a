/** What an update or a merge does with one file. */
import type { ByteString } from '../../bytes/index.js';
import type { FileFlags } from '../../manifest/index.js';

/** Kinds of actions with the letters that hg's debug output has for them. */
export const ACTION_LETTERS = {
  forget: 'f',
  remove: 'r',
  add: 'a',
  get: 'g',
  pathConflict: 'p',
  pathConflictResolve: 'pr',
  addModified: 'am',
  created: 'c',
  deletedChanged: 'dc',
  changedDeleted: 'cd',
  merge: 'm',
  directoryGet: 'dg',
  directoryMove: 'dm',
  keep: 'k',
  keepAbsent: 'ka',
  keepNew: 'kn',
  exec: 'e',
  createdMerge: 'cm',
} as const;

export type ActionKind = keyof typeof ACTION_LETTERS;

/** The files that a three-way merge of one file takes its texts from. */
export interface MergeParticipants {
  /** Undefined when that side has no such file (any more). */
  readonly local: ByteString | undefined;
  readonly other: ByteString | undefined;
  /** Path in the ancestor; undefined when there is none. */
  readonly base: ByteString | undefined;
  /** The local file goes to the merged one's path. */
  readonly moved: boolean;
  /** Revision of the ancestor. */
  readonly baseRev: number;
}

export interface FileAction {
  readonly kind: ActionKind;
  /** hg's words for why, in debug output. */
  readonly reason: string;
  /** Flags that the file gets. */
  readonly flags: FileFlags;
  /** What is in the way is kept under another name. */
  readonly backup: boolean;
  /** Where the content comes from, for moves; the new name, for path conflicts. */
  readonly from: ByteString;
  /** For path conflicts: whose file was renamed; for their resolution: where the moved file was copied from. */
  readonly detail: ByteString;
  readonly participants: MergeParticipants | undefined;
}

interface ActionDetails {
  readonly flags?: FileFlags;
  readonly backup?: boolean;
  readonly from?: ByteString;
  readonly detail?: ByteString;
  readonly participants?: MergeParticipants;
}

/** All actions have the same shape, whatever their kind uses of it. */
export function fileAction(kind: ActionKind, reason: string, details: ActionDetails = {}): FileAction {
  const { flags = '', backup = false, from = '', detail = '', participants } = details;
  return { kind, reason, flags, backup, from, detail, participants };
}

/** Nothing to do for these. */
export const NOTHING_TO_DO: ReadonlySet<ActionKind> = new Set(['keep', 'keepAbsent', 'keepNew']);

/** What a commit has to know of a file later on, in the words of the merge state. */
export type CommitInfo = Map<ByteString, Map<ByteString, ByteString>>;

/** What was decided, before anything is done. */
export class MergePlan {
  readonly actions = new Map<ByteString, FileAction>();
  /** Renamed in different ways on both sides: source, destinations. */
  divergent: ReadonlyMap<ByteString, readonly ByteString[]> = new Map();
  /** Renamed on one side, deleted on the other: source, destinations. */
  renamedAndDeleted: ReadonlyMap<ByteString, readonly ByteString[]> = new Map();
  readonly commitInfo: CommitInfo = new Map();

  addCommitInfo(path: ByteString, key: ByteString, value: ByteString): void {
    const info = this.commitInfo.get(path) ?? new Map<ByteString, ByteString>();
    info.set(key, value);
    this.commitInfo.set(path, info);
  }

  /** Actions of some kinds, in byte order of their paths. */
  ofKind(...kinds: readonly ActionKind[]): [ByteString, FileAction][] {
    const found: [ByteString, FileAction][] = [];
    for (const entry of this.actions) if (kinds.includes(entry[1].kind)) found.push(entry);
    return found.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  }

  /** Something that a user may have to decide. */
  get hasConflicts(): boolean {
    for (const { kind } of this.actions.values())
      if (!NOTHING_TO_DO.has(kind) && !CLEAN_KINDS.has(kind)) return true;
    return false;
  }
}

const CLEAN_KINDS: ReadonlySet<ActionKind> = new Set(['get', 'exec', 'remove', 'pathConflictResolve']);
