/** Asks which changes are meant: file by file and hunk by hunk. */
import { type ByteString, bytesOf } from '../../bytes/index.js';
import { labelDiff } from '../../diff/index.js';
import { HgError } from '../../errors/index.js';
import { printHunk, type TextHunk } from '../../patch/index.js';
import type { CommandContext } from '../command.js';
import { editHunk } from './edit-hunk.js';
import { isSpecial, isWhole, namesOf, pathOf, type RecordableFile, shownHeader } from './recordable-file.js';

export type Operation = 'record' | 'apply' | 'discard' | 'keep';

export interface ChosenChanges {
  readonly file: RecordableFile;
  /** Empty where the file is taken as it is, or without its changed lines. */
  readonly hunks: readonly TextHunk[];
}

const ANSWERS = ['y', 'n', 'e', 's', 'f', 'd', 'a', 'q', '?'];
/** What quitting does. */
const QUITTING: Readonly<Record<Operation, string>> = {
  record: 'recording no',
  apply: 'applying no',
  discard: 'discarding no',
  keep: 'keeping all',
};

/**
 * @param isExact files that were named by themselves are not asked about as a whole.
 * @throws HgError `canceled` when the user quits, `input` at the end of the answers
 */
export function chooseChanges(
  context: CommandContext,
  files: readonly RecordableFile[],
  operation: Operation,
  isExact: (path: ByteString) => boolean,
): ChosenChanges[] {
  return new Dialogue(context, files, operation).run(isExact);
}

class Dialogue {
  readonly #context: CommandContext;
  readonly #files: readonly RecordableFile[];
  readonly #operation: Operation;
  /** What was said about all that follows. */
  #rest: boolean | undefined;
  /** What was said about the rest of this file. */
  #restOfFile: boolean | undefined;

  constructor(context: CommandContext, files: readonly RecordableFile[], operation: Operation) {
    this.#context = context;
    this.#files = files;
    this.#operation = operation;
  }

  run(isExact: (path: ByteString) => boolean): ChosenChanges[] {
    const { ui } = this.#context;
    const total = this.#files.reduce((count, { hunks }) => count + hunks.length, 0);
    const chosen: ChosenChanges[] = [];
    let number = 0;
    for (const file of this.#files) {
      number += file.hunks.length;
      this.#restOfFile = undefined;
      if (this.#rest === undefined) for (const { text, label } of shownHeader(file)) ui.write(text, label);
      const exact = namesOf(file).some(isExact);
      if (!exact && !this.#askForFile(file)) continue;
      if (isWhole(file)) {
        chosen.push({ file, hunks: file.hunks });
        continue;
      }
      const hunks = this.#askForHunks(file, number - file.hunks.length, total);
      if (hunks.length > 0 || isSpecial(file)) chosen.push({ file, hunks });
    }
    return chosen;
  }

  #askForFile(file: RecordableFile): boolean {
    const names = namesOf(file).map((name) => `'${name}'`);
    return this.#ask(`examine changes to ${names.join(' and ')}?`, undefined) === true;
  }

  #askForHunks(file: RecordableFile, before: number, total: number): TextHunk[] {
    const chosen: TextHunk[] = [];
    const path = pathOf(file);
    file.hunks.forEach((hunk, index) => {
      if (this.#restOfFile === undefined && this.#rest === undefined) this.#show(hunk);
      const which =
        total === 1
          ? `${this.#operation} this change to '${path}'?`
          : `${this.#operation} change ${before + index + 1}/${total} to '${path}'?`;
      const answer = this.#ask(which, () => editHunk(this.#context, file, hunk));
      if (answer === true) chosen.push(hunk);
      else if (answer !== false) chosen.push(...answer);
    });
    return chosen;
  }

  #show(hunk: TextHunk): void {
    const { ui } = this.#context;
    const text = printHunk(hunk);
    if (!ui.coloured) ui.write(text);
    else for (const part of labelDiff(bytesOf(text), { wordDiff: false })) ui.write(part.text, part.label);
  }

  /** @param edit undefined where nothing can be edited. @returns yes, no, or what the editor made of it. */
  #ask(
    question: ByteString,
    edit: (() => readonly TextHunk[] | undefined) | undefined,
  ): boolean | readonly TextHunk[] {
    const { ui } = this.#context;
    for (;;) {
      const settled = this.#rest ?? this.#restOfFile;
      if (settled !== undefined) return settled;
      const index = ui.choose(`${question}\n(enter ? for help) [Ynesfdaq?]`, ANSWERS, 0);
      ui.write('\n');
      switch (ANSWERS[index]) {
        case 'y':
          return true;
        case 'n':
          return false;
        case 's':
          this.#restOfFile = false;
          break;
        case 'f':
          this.#restOfFile = true;
          break;
        case 'd':
          this.#rest = false;
          break;
        case 'a':
          this.#rest = true;
          break;
        case 'q':
          throw new HgError('canceled', 'user quit');
        case 'e': {
          if (edit === undefined) {
            ui.write('cannot edit patch for whole file\n');
            break;
          }
          const edited = edit();
          if (edited !== undefined) return edited;
          break;
        }
        default:
          this.#help();
      }
    }
  }

  #help(): void {
    const { ui } = this.#context;
    const operation = this.#operation;
    const lines = [
      `y - yes, ${operation} this change`,
      'n - no, skip this change',
      'e - edit this change manually',
      's - skip remaining changes to this file',
      `f - ${operation} remaining changes to this file`,
      'd - done, skip remaining changes and files',
      `a - ${operation} all changes to all remaining files`,
      `q - quit, ${QUITTING[operation]} changes`,
      '? - ? (display help)',
    ];
    ui.write(`${lines.join('\n')}\n`);
  }
}
