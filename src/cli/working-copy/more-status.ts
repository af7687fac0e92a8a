/** What `status` says below its list when something was begun and not ended. */
import type { ByteString } from '../../bytes/index.js';
import { pathFrom } from '../../match/index.js';
import { MergeState, type Repository, type UnfinishedState, unfinishedStates } from '../../repo/index.js';
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
  readonly name: string;
  readonly wayOut: string;
  /** Undefined when no merge has noted any. */
  readonly #unresolved: ReadonlySet<ByteString> | undefined;

  private constructor(state: UnfinishedState, unresolved: ReadonlySet<ByteString> | undefined) {
    this.name = state.name;
    this.wayOut = wayOut(state);
    this.#unresolved = unresolved;
  }

  /** Undefined when nothing is unfinished. */
  static of(repo: Repository): MoreStatus | undefined {
    const [state] = unfinishedStates(repo);
    if (state === undefined) return undefined;
    const { hgFs } = repo.store.places;
    const merge = MergeState.read({ hg: hgFs, hasher: repo.place.platform.hasher });
    return new MoreStatus(state, merge.active ? new Set(merge.unresolved()) : undefined);
  }

  isUnresolved(path: ByteString): boolean {
    return this.#unresolved?.has(path) ?? false;
  }

  text({ cwd, root = '' }: CommandContext): ByteString {
    const lines = [`The repository is in an unfinished *${this.name}* state.`];
    if (this.#unresolved !== undefined && this.#unresolved.size > 0)
      lines.push(
        '\nUnresolved merge conflicts:\n',
        ...[...this.#unresolved].sort().map((path) => `    ${pathFrom(root, cwd, path)}`),
        '\nTo mark files as resolved:  hg resolve --mark FILE',
      );
    else if (this.#unresolved !== undefined) lines.push('\nNo unresolved merge conflicts.');
    lines.push(`\n${this.wayOut}`);
    return `${commented(lines.join('\n'))}\n`;
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
