/** Prints changesets one after the other, or beside a graph. */
import type { ByteString } from '../../bytes/index.js';
import { graphNode, type NamedValues, Templater, unquote } from '../../template/index.js';
import type { CommandContext } from '../command.js';
import { drawGraph } from './draw-graph.js';
import type { LogPrinting } from './printer.js';

export interface ShowRequest {
  /** Copies to show beside a changeset (`-C`): destination -> source. */
  readonly copiesOf?: ((rev: number) => ReadonlyMap<ByteString, ByteString>) | undefined;
  /** In a graph, parents that are not drawn leave no trace. */
  readonly onlyDrawnParents?: boolean;
  /** The changesets are of another repository: where its working directory is does not matter. */
  readonly isElsewhere?: boolean;
}

export function showChangesets(
  context: CommandContext,
  printing: LogPrinting,
  revs: Iterable<number>,
  { copiesOf }: ShowRequest = {},
): void {
  const { printer } = printing;
  context.repo().changelog.reading(() => {
    for (const rev of revs) printer.show(rev, copiesOf && { copies: copiesOf(rev) });
  });
  printer.close();
}

/** The character of a changeset: that of the configured template, or hg's. */
function nodeTemplate(
  context: CommandContext,
  { resources }: LogPrinting,
  isElsewhere = false,
): (rev: number) => ByteString {
  const { config } = context.ui;
  const configured = config.get('command-templates', 'graphnode') ?? config.get('ui', 'graphnodetemplate');
  if (configured === undefined || configured === '') {
    if (isElsewhere) {
      const { repo } = resources;
      const view = {
        workingParents: () => [-1, -1] as const,
        node: (rev: number) => repo.node(rev),
        hasHidden: repo.hasHidden,
        obsoleteRevs: () => repo.obsoleteRevs(),
        instabilities: (rev: number) => repo.instabilities(rev),
        changeset: (rev: number) => repo.changeset(rev),
      };
      return (rev) => graphNode(view, rev);
    }
    const conflict = resources.mergeConflict?.();
    return (rev) => graphNode(resources.repo, rev, conflict);
  }
  const templater = new Templater(resources, { templates: new Map() });
  const render = templater.compile(unquote(configured));
  const values: NamedValues = {};
  return (rev) => render(templater.scope(rev, values));
}

export function showGraph(
  context: CommandContext,
  printing: LogPrinting,
  revs: Iterable<number>,
  { copiesOf, onlyDrawnParents, isElsewhere }: ShowRequest = {},
): void {
  let collected = '';
  const printer = printing.printerTo((text) => {
    collected += text;
  });
  const head = collected;
  collected = '';
  if (head !== '') context.ui.write(head);
  drawGraph(context, printing.resources.repo, revs, {
    node: nodeTemplate(context, printing, isElsewhere),
    onlyDrawnParents,
    text(rev, width) {
      collected = '';
      printer.show(rev, { graphWidth: width, copies: copiesOf?.(rev) });
      return collected;
    },
  });
  collected = '';
  printer.close();
  if (collected !== '') context.ui.write(collected);
}
