/** What `status` says below its list when something was begun and not ended. */
import type { ByteString } from '../../bytes/index.js';
import { pathFrom } from '../../match/index.js';
import {
  type Repository,
  readMergeStateOf,
  type UnfinishedState,
  unfinishedStates,
} from '../../repo/index.js';
import type { CommandContext } from '../command.js';

const BISECT = `To mark the changeset good:    hg bisect --good
To mark the changeset bad:     hg bisect --bad
To abort:                      hg bisect --reset`;

/** Operations that can also be ended where they are. */
const STOPPABLE: ReadonlySet<string> = new Set(['graft', 'rebase']);

function wayOut({ name }: UnfinishedState): string {
  if (name === 'bisect') return BISECT;
  if (name === 'update') return 'To continue:    hg update .';
  const next = name === 'merge' ? 'hg commit' : `hg ${name} --continue`;
  const text = `To continue:    ${next}\nTo abort:       hg ${name} --abort`;
  return STOPPABLE.has(name) ? `${text}\nTo stop:        hg ${name} --stop` : text;
}

/** The operation, what ends it, and the files that are in conflict. */
export class MoreStatus {
  /** Undefined where nothing but conflicts is left: after an update. */
  readonly operation: { readonly name: string; readonly wayOut: string } | undefined;
  /** Undefined when no merge has noted any. */
  readonly #unresolved: ReadonlySet<ByteString> | undefined;

  private constructor(state: UnfinishedState | undefined, unresolved: ReadonlySet<ByteString> | undefined) {
    this.operation = state && { name: state.name, wayOut: wayOut(state) };
    this.#unresolved = unresolved;
  }

  /** Undefined when nothing is unfinished, and no merge has left anything. */
  static of(repo: Repository): MoreStatus | undefined {
    const [state] = unfinishedStates(repo);
    const merge = readMergeStateOf(repo);
    const unresolved = merge.active ? new Set(merge.unresolved()) : undefined;
    return state === undefined && unresolved === undefined ? undefined : new MoreStatus(state, unresolved);
  }

  /** Ascending. */
  get unresolved(): readonly ByteString[] {
    return [...(this.#unresolved ?? [])].sort();
  }

  text({ cwd, root = '' }: CommandContext): ByteString {
    const { operation, unresolved } = this;
    const paragraphs: string[] = [];
    if (operation !== undefined)
      paragraphs.push(`The repository is in an unfinished *${operation.name}* state.`);
    if (unresolved.length > 0)
      paragraphs.push(
        `Unresolved merge conflicts:\n\n${unresolved.map((path) => `    ${pathFrom(root, cwd, path)}\n`).join('')}
To mark files as resolved:  hg resolve --mark FILE`,
      );
    else if (this.#unresolved !== undefined) paragraphs.push('No unresolved merge conflicts.');
    if (operation !== undefined) paragraphs.push(operation.wayOut);
    return `${commented(paragraphs.join('\n\n'))}\n`;
  }
}

/** Blank lines between paragraphs stay blank; the one above a list of files does not. */
function commented(text: string): string {
  return text
    .split('\n')
    .map((line, at, all) =>
      line !== ''
        ? `# ${line}`
        : (all[at + 1] ?? '').startsWith('    ')
          ? '# '
          : (all[at - 1] ?? '').startsWith('    ')
            ? '# '
            : '',
    )
    .concat('')
    .join('\n');
}
