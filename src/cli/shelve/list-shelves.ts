/** Lists shelves, and shows what is in them. */
import { type ByteString, byteStringOf, bytesOf } from '../../bytes/index.js';
import { ageOf } from '../../dates/index.js';
import { type FileStat, formatDiffStat, labelDiff } from '../../diff/index.js';
import { changedLines, type FilePatch, parsePatch } from '../../patch/index.js';
import { type Repository, type Shelf, ShelfFiles } from '../../repo/index.js';
import type { CommandContext } from '../command.js';
import { columnsOf } from '../diff/write-diff.js';
import { inflater } from '../import/patch-working-copy.js';
import { isTerminal } from '../ui/terminal.js';

export interface ShelfListing {
  readonly shelves: readonly Shelf[];
  /** Undefined: only their titles. */
  readonly details: 'patch' | 'stat' | undefined;
  /** The patch of one changeset. */
  readonly patchOf: (repo: Repository, rev: number) => Uint8Array;
}

const NAME_WIDTH = 16;
const AGE_WIDTH = 12;

/** @throws FileSystemError when nothing says what a shelf holds */
export function listShelves(context: CommandContext, { shelves, details, patchOf }: ShelfListing): void {
  const { ui, platform } = context;
  ui.pager('shelve');
  const isCut = ui.config.has('ui', 'formatted') ? ui.config.getBool('ui', 'formatted') : isTerminal(1);
  for (const [index, { name, time }] of shelves.entries()) {
    ui.write(name, index === 0 ? 'shelve.newest' : 'shelve.name');
    if (ui.quiet) {
      ui.write('\n');
      continue;
    }
    ui.write(' '.repeat(Math.max(NAME_WIDTH - name.length, 0)));
    const age = `(${ageOf({ seconds: time, offset: 0 }, platform.clock.now(), true)})`;
    ui.write(age, 'shelve.age');
    ui.write(' '.repeat(Math.max(AGE_WIDTH - age.length, 0)));
    const used = Math.max(name.length, NAME_WIDTH) + Math.max(age.length, AGE_WIDTH);
    const text = withoutHeader(patchText(context, name, patchOf));
    const end = text.indexOf('\n');
    const title = text.slice(0, end < 0 ? text.length : end);
    const room = ui.width - used;
    ui.write(`${isCut ? cut(context, title, room) : title}\n`);
    if (details === 'patch') writePatch(context, text.slice(end + 1));
    else if (details === 'stat') writeStat(context, text.slice(end + 1));
  }
}

function patchText(
  context: CommandContext,
  name: ByteString,
  patchOf: (repo: Repository, rev: number) => Uint8Array,
): ByteString {
  const repo = context.repo().withHidden(true);
  const files = new ShelfFiles(repo);
  const rev = repo.revOf(files.node(name));
  return byteStringOf(rev === undefined ? files.patch(name) : patchOf(repo, rev));
}

function withoutHeader(text: ByteString): ByteString {
  return text.replace(/^(?:#.*\n)*/, '');
}

function cut(context: CommandContext, text: ByteString, width: number): ByteString {
  const { texts } = context.repo().place;
  if (texts !== undefined) return texts.encoding.trim(text, width, '...');
  return text.length <= width ? text : `${text.slice(0, Math.max(width - 3, 0))}...`;
}

function writePatch({ ui }: CommandContext, text: ByteString): void {
  if (!ui.coloured) ui.write(text);
  else for (const part of labelDiff(bytesOf(text), { wordDiff: false })) ui.write(part.text, part.label);
}

function writeStat(context: CommandContext, text: ByteString): void {
  const { ui } = context;
  const stats = parsePatch(text, inflater(context)).map(statOf);
  for (const part of formatDiffStat(stats, ui.plain ? 80 : ui.width, columnsOf))
    ui.write(part.text, part.label);
}

function statOf({ git, newName, hunks, binary }: FilePatch): FileStat {
  const path = git?.path ?? newName ?? '';
  const renamed = git?.operation === 'rename' && git.oldPath !== undefined;
  let added = 0;
  let removed = 0;
  for (const hunk of hunks) {
    const lines = changedLines(hunk);
    added += lines.added;
    removed += lines.removed;
  }
  return { name: renamed ? `${git.oldPath} => ${path}` : path, added, removed, binary: binary !== undefined };
}
