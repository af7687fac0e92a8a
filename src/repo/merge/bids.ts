/** Criss-cross merges: one plan for each common ancestor, and of each file the action that decides most. */
import type { ByteString } from '../../bytes/index.js';
import type { Messages } from '../messages.js';
import { ACTION_LETTERS, type ActionKind, type FileAction, MergePlan } from './file-action.js';

function sameAction(a: FileAction, b: FileAction): boolean {
  const [p, q] = [a.participants, b.participants];
  return (
    a.kind === b.kind &&
    a.reason === b.reason &&
    a.flags === b.flags &&
    a.backup === b.backup &&
    a.from === b.from &&
    a.detail === b.detail &&
    p?.local === q?.local &&
    p?.other === q?.other &&
    p?.base === q?.base &&
    p?.moved === q?.moved &&
    p?.baseRev === q?.baseRev
  );
}

/** Those that need no consensus, best first, and what hg calls them. */
const PREFERRED: readonly (readonly [ActionKind, string])[] = [
  ['keep', 'keep'],
  ['keepAbsent', 'keep absent'],
  ['changedDeleted', 'changed/deleted'],
  ['deletedChanged', 'delete/changed'],
  ['keepNew', 'keep new'],
];

/** Joins the plans of several ancestors. */
export class Auction {
  readonly #messages: Messages;
  readonly #bids = new Map<ByteString, Map<ActionKind, FileAction[]>>();
  readonly #plan = new MergePlan();
  #first = true;
  #count = 0;

  constructor(messages: Messages) {
    this.#messages = messages;
  }

  bid(plan: MergePlan): void {
    const result = this.#plan;
    this.#count++;
    if (this.#first || plan.divergent.size < result.divergent.size) result.divergent = plan.divergent;
    if (this.#first || plan.renamedAndDeleted.size > result.renamedAndDeleted.size)
      result.renamedAndDeleted = plan.renamedAndDeleted;
    this.#first = false;
    for (const [path, info] of plan.commitInfo)
      for (const [key, value] of info) result.addCommitInfo(path, key, value);
    for (const [path, action] of [...plan.actions].sort(([a], [b]) => (a < b ? -1 : 1))) {
      this.#messages.debug(` ${path}: ${action.reason} -> ${ACTION_LETTERS[action.kind]}\n`);
      const bids = this.#bids.get(path) ?? new Map<ActionKind, FileAction[]>();
      this.#bids.set(path, bids);
      const same = bids.get(action.kind);
      if (same === undefined) bids.set(action.kind, [action]);
      else same.push(action);
    }
  }

  /** Picks one action for each file. */
  decide(): MergePlan {
    const messages = this.#messages;
    messages.note(`\nauction for merging merge bids (${this.#count} ancestors)\n`);
    for (const path of [...this.#bids.keys()].sort())
      this.#plan.actions.set(path, this.#pick(path, this.#bids.get(path) as Map<ActionKind, FileAction[]>));
    messages.note('end of auction\n\n');
    return this.#plan;
  }

  #pick(path: ByteString, bids: ReadonlyMap<ActionKind, readonly FileAction[]>): FileAction {
    const messages = this.#messages;
    const byLetter = [...bids].sort(([a], [b]) => (ACTION_LETTERS[a] < ACTION_LETTERS[b] ? -1 : 1));
    const list = (say: (text: ByteString) => void, indent: string): void => {
      for (const [kind, actions] of byLetter)
        for (const { reason } of actions) say(`${indent}${reason} -> ${ACTION_LETTERS[kind]}\n`);
    };
    if (messages.debugFlag) {
      messages.debug(` list of bids for ${path}:\n`);
      list((text) => messages.debug(text), '   ');
    }
    const [[kind, actions] = ['keep', []] as const] = [...bids];
    const first = actions[0] as FileAction;
    const agree = (all: readonly FileAction[]): boolean =>
      all.every((action) => sameAction(action, all[0] as FileAction));
    if (bids.size === 1 && agree(actions)) {
      messages.note(` ${path}: consensus for ${ACTION_LETTERS[kind]}\n`);
      return first;
    }
    for (const [preferred, name] of PREFERRED) {
      const found = bids.get(preferred)?.[0];
      if (found === undefined) continue;
      messages.note(` ${path}: picking '${name}' action\n`);
      return found;
    }
    const gets = bids.get('get');
    if (gets !== undefined && agree(gets)) {
      messages.note(` ${path}: picking 'get' action\n`);
      return gets[0] as FileAction;
    }
    messages.note(` ${path}: multiple bids for merge action:\n`);
    list((text) => messages.note(text), '  ');
    messages.warn(` ${path}: ambiguous merge - picked ${ACTION_LETTERS[kind]} action\n`);
    return first;
  }
}
