/** `log -G`: changesets beside a drawing of how they hang together. */
import type { ByteString } from '../../bytes/index.js';
import { GRAPH_STYLES, GraphColumns, GraphParents, type GraphStyles, RevSet } from '../../dag/index.js';
import type { RepoView } from '../../store/index.js';
import type { CommandContext } from '../command.js';
import { isPlain } from '../ui/index.js';

/** What draws the node and the text of a revision. */
export interface GraphContents {
  node(rev: number): ByteString;
  /** @param width columns that the drawing takes on the left. */
  text(rev: number, width: number): ByteString;
  /** Parents that are not drawn leave no trace. */
  readonly onlyDrawnParents?: boolean | undefined;
}

function stylesOf({ ui, platform }: CommandContext): GraphStyles {
  if (isPlain(platform.env, 'graph')) return { parent: '|', grandparent: '|', missing: '|' };
  const style = (name: 'parent' | 'grandparent' | 'missing'): string | undefined =>
    (ui.config.get('experimental', `graphstyle.${name}`) ?? GRAPH_STYLES[name]) || undefined;
  return {
    parent: style('parent') as string,
    grandparent: style('grandparent') as string,
    missing: style('missing'),
  };
}

/** Draws revisions whose children came before them. Reads all of `revs` first: edges depend on what is drawn. */
export function drawGraph(
  context: CommandContext,
  repo: RepoView,
  revs: Iterable<number>,
  contents: GraphContents,
): void {
  const { ui, platform } = context;
  const order = [...revs];
  const short = !isPlain(platform.env, 'graph') && ui.config.getBool('experimental', 'graphshorten');
  const columns = new GraphColumns(stylesOf(context), short);
  const parents = new GraphParents(repo.graph, RevSet.of(order));
  for (const rev of order) {
    const text = (width: number): string[] => {
      const lines = contents.text(rev, width).split('\n');
      if (lines.at(-1) === '') lines.pop();
      return lines;
    };
    const edges = parents.edgesOf(rev);
    const drawn = contents.onlyDrawnParents === true ? edges.filter(({ kind }) => kind === 'parent') : edges;
    const lines = columns.draw(rev, contents.node(rev), text, drawn);
    ui.write(`${lines.join('\n')}\n`);
  }
}
