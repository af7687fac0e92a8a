/** What `bisect` says about changesets. */
import type { ByteString } from '../../bytes/index.js';
import type { BisectionStep } from '../../repo/index.js';
import { oneLineSummary, Templater } from '../../template/index.js';
import { type CommandContext, Options } from '../command.js';
import { type LogPrinting, prepareLogPrinting } from '../log/printer.js';
import { showChangesets } from '../log/show-changesets.js';

export class BisectionReport {
  readonly #context: CommandContext;
  readonly #printing: LogPrinting;
  readonly #templater: Templater;

  private constructor(context: CommandContext, printing: LogPrinting) {
    this.#context = context;
    this.#printing = printing;
    this.#templater = new Templater(printing.resources, { templates: new Map() });
  }

  static async of(context: CommandContext): Promise<BisectionReport> {
    return new BisectionReport(context, await prepareLogPrinting(context, new Options(new Map())));
  }

  /** Its first line is what counts. */
  summary(rev: number): ByteString {
    return oneLineSummary(this.#templater.scope(rev, {}), 'bisect').split('\n', 1)[0] as ByteString;
  }

  /** What is to be tested, one of so many. */
  showNext(rev: number, count: number): void {
    this.#context.ui.write(
      `Testing changeset ${this.summary(rev)} (${count} changesets remaining, ~${31 - Math.clz32(count)} tests)\n`,
    );
  }

  /** @param extension where the search may go on */
  showResult({ candidates, isGood }: BisectionStep, extension: number | undefined): void {
    const { ui } = this.#context;
    const kind = isGood ? 'good' : 'bad';
    if (candidates.length === 1) ui.write(`The first ${kind} revision is:\n`);
    else ui.write(`Due to skipped revisions, the first ${kind} revision could be any of:\n`);
    showChangesets(this.#context, this.#printing, candidates);
    if (extension !== undefined)
      ui.write(
        'Not all ancestors of this changeset have been checked.\n' +
          'Use bisect --extend to continue the bisection from\n' +
          `the common ancestor, ${this.#context.repo().node(extension).slice(0, 12)}.\n`,
      );
  }
}
