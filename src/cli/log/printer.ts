/** The printer of changesets that the options of a log-like command ask for. */
import type { ByteString } from '../../bytes/index.js';
import type { Matcher } from '../../match/index.js';
import type { Repository } from '../../repo/index.js';
import * as revset from '../../revset/index.js';
import {
  type ChangesetPrinter,
  createChangesetPrinter,
  type PatchTexts,
  resolveLogTemplate,
  type ShowOptions,
  type TemplateResources,
  type TemplateSpec,
  type WriteText,
} from '../../template/index.js';
import type { CommandContext, Options } from '../command.js';
import { type ChangesetDiff, createChangesetDiff } from '../diff/changeset-diff.js';
import { templateFileReader, templateResources } from '../template-resources.js';

export interface PrinterRequest {
  /** The files that the patch of a revision shows; undefined for all. */
  readonly matcherOf?: ((rev: number) => Matcher | undefined) | undefined;
  /** Takes out parts of a patch. */
  readonly selectHunks?:
    | ((rev: number, diff: ChangesetDiff, matcher: Matcher | undefined) => ByteString)
    | undefined;
}

/** Everything a log-like command needs to print. */
export interface LogPrinting {
  readonly resources: TemplateResources & { readonly repo: Repository };
  readonly spec: TemplateSpec;
  /** The patch and statistics asked for; undefined when neither is. */
  readonly patch: PatchTexts | undefined;
  /** Prints to standard output. */
  readonly printer: ChangesetPrinter;
  /** A printer that writes elsewhere. */
  printerTo(write: WriteText): ChangesetPrinter;
}

/** @throws HgError for templates and diff options that make no sense. */
export async function prepareLogPrinting(
  context: CommandContext,
  options: Options,
  request: PrinterRequest = {},
): Promise<LogPrinting> {
  const { ui } = context;
  const repo = context.repo();
  const diff = await createChangesetDiff(context, options);
  const templateDiff = await createChangesetDiff(context, undefined);
  const resources = { ...templateResources(context, revset, templateDiff), repo };
  const write: WriteText = (text) => ui.write(text);
  const spec = resolveLogTemplate(options.value('template'), options.value('style'), {
    config: ui.config,
    readFile: templateFileReader(context),
    write,
  });
  const patch = patchTexts(options, diff, request);
  const printerTo = (to: WriteText): ChangesetPrinter => createChangesetPrinter(spec, resources, to, patch);
  let printer: ChangesetPrinter | undefined;
  return {
    resources,
    spec,
    patch,
    get printer() {
      printer ??= printerTo(write);
      return printer;
    },
    printerTo,
  };
}

function patchTexts(
  options: Options,
  diff: ChangesetDiff,
  { matcherOf, selectHunks }: PrinterRequest,
): PatchTexts | undefined {
  const asPatch = options.flag('patch');
  const asStat = options.flag('stat');
  if (!asPatch && !asStat) return undefined;
  const stat = (rev: number, { graphWidth }: ShowOptions): ByteString =>
    diff.stat(rev, { matcher: matcherOf?.(rev), indent: graphWidth });
  const text = (rev: number): ByteString => {
    const matcher = matcherOf?.(rev);
    return selectHunks?.(rev, diff, matcher) ?? diff.patch(rev, { matcher });
  };
  return { ...(asStat && { stat }), ...(asPatch && { diff: text }) };
}
