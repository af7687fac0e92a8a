/** `qs debugnodemap`: hg's persistent node map of the changelog. */
import { bytesOfHex } from '../../bytes/index.js';
import { InputError } from '../../errors/index.js';
import { readFile } from '../../platform/index.js';
import { nodemapDataAll, PersistentNodemap } from '../../revlog/index.js';
import type { CommandDefinition } from '../command.js';

const NIBBLES = 40;

export const command: CommandDefinition = {
  name: 'debugnodemap',
  synopsis: '',
  summary: 'inspect the on-disk node map',
  help: `The node map finds revisions by their node without a scan of the index. It is derived data: a missing or stale one
is no damage. With --check every revision of the changelog that the map claims to know is looked up in it.`,
  category: 'none',
  argumentCount: [0, 0],
  options: [
    {
      short: '',
      long: 'dump-new',
      kind: 'flag',
      help: 'write a new map of the changelog to standard output',
    },
    { short: '', long: 'dump-disk', kind: 'flag', help: 'write the data on disk to standard output' },
    { short: '', long: 'check', kind: 'flag', help: 'check that the data on disk are correct' },
    { short: '', long: 'metadata', kind: 'flag', help: 'show what the docket says' },
  ],
  run(context, _args, options) {
    const asked = ['dump-new', 'dump-disk', 'check', 'metadata'].filter((name) => options.flag(name));
    if (asked.length > 1) throw new InputError(`cannot specify both --${asked[0]} and --${asked[1]}`);
    const { ui } = context;
    const { store, changelog } = context.repo();
    if (options.flag('dump-new')) {
      ui.writeBytes(nodemapDataAll(changelog.revlog.index));
      return 0;
    }
    const map = PersistentNodemap.open(store.fs, '00changelog', changelog.revlog.index);
    if (map === undefined) return 0;
    const { docket } = map;
    if (options.flag('dump-disk'))
      ui.writeBytes(readFile(store.fs, map.dataPath).subarray(0, docket.dataLength));
    if (options.flag('metadata')) {
      ui.write(`uid: ${docket.uid}\n`);
      ui.write(`tip-rev: ${docket.tipRev}\n`);
      ui.write(`tip-node: ${docket.tipNode}\n`);
      ui.write(`data-length: ${docket.dataLength}\n`);
      ui.write(`data-unused: ${docket.dataUnused}\n`);
      ui.write(`data-unused: ${((100 * docket.dataUnused) / docket.dataLength).toFixed(3)}%\n`);
    }
    if (!options.flag('check')) return 0;
    let found = 0;
    let wrong = 0;
    for (let rev = 0; rev <= docket.tipRev; rev++) {
      const answer = map.findKey(bytesOfHex(changelog.node(rev)) as Uint8Array, NIBBLES);
      if (answer === rev) found++;
      else {
        wrong++;
        ui.write(
          `revision ${rev} is not found in the nodemap: ${answer === undefined ? 'damaged data' : answer}\n`,
        );
      }
    }
    ui.write(`revision in index:   ${changelog.length}\n`);
    ui.write(`revision in nodemap: ${found}\n`);
    return wrong === 0 ? 0 : 1;
  },
};
