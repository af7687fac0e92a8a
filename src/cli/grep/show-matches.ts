/** Prints matching lines. */
import type { ByteString } from '../../bytes/index.js';
import { formatDate, shortDate } from '../../dates/index.js';
import { replacedItems } from '../../diff/index.js';
import type { LineSearch, MatchedLine } from '../../match/index.js';
import type { Repository } from '../../repo/index.js';
import { type Formatter, shortUserOf } from '../../template/index.js';
import type { CommandContext, Options } from '../command.js';
import { pathDisplay } from '../display-path.js';
import type { FoundMatches } from './walk-matches.js';

type Change = '+' | '-';

export interface MatchStyle {
  /** Lines that came or went, not those that are there. */
  readonly changes: boolean;
  readonly withRev: boolean;
  readonly search: LineSearch;
}

export class MatchPrinter {
  readonly #context: CommandContext;
  readonly #repo: Repository;
  readonly #formatter: Formatter;
  readonly #options: Options;
  readonly #style: MatchStyle;
  readonly #separator: string;
  readonly #end: string;
  readonly #show: (path: ByteString) => ByteString;

  constructor(context: CommandContext, formatter: Formatter, options: Options, style: MatchStyle) {
    this.#context = context;
    this.#repo = context.repo();
    this.#formatter = formatter;
    this.#options = options;
    this.#style = style;
    const zero = options.flag('print0');
    this.#separator = zero ? '\0' : ':';
    this.#end = zero ? '\0' : '\n';
    this.#show = pathDisplay(context, false);
  }

  /** @returns whether there was anything to print */
  print(found: FoundMatches): boolean {
    const lines = this.#style.changes
      ? changedLines(found)
      : found.matches.map((match) => [undefined, match] as const);
    const onlyNames = this.#options.flag('files-with-matches');
    const { rev, path } = found;
    let binary: boolean | undefined;
    const isBinary = (): boolean => {
      binary ??= this.#repo.file(rev, path)?.content().includes(0) === true;
      return binary;
    };
    for (const [change, match] of lines) {
      this.#printFields(found, change, match);
      if (!onlyNames) {
        this.#plain(this.#separator, 'grep.sep');
        if (!this.#options.flag('text') && isBinary()) this.#plain(' Binary file matches');
        else this.#printText(match);
      }
      this.#plain(this.#end);
      if (onlyNames) break;
    }
    return lines.length > 0;
  }

  #plain(text: ByteString, label?: string): void {
    this.#formatter.plain(text, label);
  }

  #printFields({ rev, path }: FoundMatches, change: Change | undefined, match: MatchedLine): void {
    const formatter = this.#formatter;
    const options = this.#options;
    const { ui } = this.#context;
    formatter.startItem();
    formatter.context({ repo: this.#repo, rev, path });
    if (!formatter.isPlain) {
      const { user, date } = this.#repo.changeset(rev);
      const node = this.#repo.node(rev);
      formatter.data({ node, path, rev, lineno: match.number, user, ...(change && { change }) });
      // Whole seconds, not those with a fraction of zero.
      formatter.data({ date: { ...date, computed: true } });
      return;
    }
    const column = (text: ByteString, label: string): void => {
      this.#plain(this.#separator, 'grep.sep');
      this.#plain(text, label);
    };
    this.#plain(this.#show(path), 'grep.filename');
    if (this.#style.withRev) column(String(rev), 'grep.rev');
    if (options.flag('line-number')) column(String(match.number), 'grep.linenumber');
    if (change !== undefined) column(change, `grep.${change === '+' ? 'inserted' : 'deleted'} grep.change`);
    if (!options.flag('user') && !options.flag('date')) return;
    const { user, date } = this.#repo.changeset(rev);
    if (options.flag('user')) column(ui.verbose ? user : shortUserOf(user), 'grep.user');
    if (options.flag('date')) column((ui.quiet ? shortDate : formatDate)(date), 'grep.date');
  }

  #printText(match: MatchedLine): void {
    const { line } = match;
    const formatter = this.#formatter;
    if (formatter.isPlain && !this.#context.ui.coloured) {
      this.#plain(line);
      return;
    }
    const nested = formatter.isPlain ? undefined : formatter.nested('texts', '{text}');
    const part = (start: number, end: number, matched: boolean): void => {
      if (start >= end && !matched) return;
      const text = line.slice(start, end);
      if (nested === undefined) this.#plain(text, matched ? 'grep.match' : undefined);
      else {
        nested.startItem();
        nested.data({ matched, text });
      }
    };
    let at = 0;
    for (const [start, end] of this.#style.search.spans(match)) {
      part(at, start, false);
      part(start, end, true);
      at = end;
    }
    part(at, line.length, false);
    nested?.end();
  }
}

/** Matching lines that went and came, as comparing both lists says. */
function changedLines({ before, matches }: FoundMatches): (readonly [Change, MatchedLine])[] {
  const textOf = ({ line }: MatchedLine): ByteString => line;
  const changed: (readonly [Change, MatchedLine])[] = [];
  for (const range of replacedItems(before.map(textOf), matches.map(textOf))) {
    for (const match of before.slice(range.start1, range.end1)) changed.push(['-', match]);
    for (const match of matches.slice(range.start2, range.end2)) changed.push(['+', match]);
  }
  return changed;
}
