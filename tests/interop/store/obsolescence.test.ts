import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { NodeFileSystem } from '../../../src/node/file-system.js';
import {
  closestPredecessors,
  hiddenRevs,
  Instabilities,
  ObsStore,
  SuccessorsSets,
} from '../../../src/store/obsolescence/index.js';
import { Phases } from '../../../src/store/phases/index.js';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { generator, historyOf } from './history.js';

const EVOLUTION = ['--config', 'experimental.evolution=true'];

/** Markers of version 1 without metadata. */
function markersV1(markers: readonly { pred: string; succs: readonly string[]; flags: number }[]): Buffer {
  const parts = [Buffer.from([1])];
  for (const { pred, succs, flags } of markers) {
    const header = Buffer.alloc(19);
    header.writeUInt32BE(39 + 20 * succs.length, 0);
    header.writeUInt16BE(flags, 14);
    header[16] = succs.length;
    header[17] = 3;
    parts.push(header, Buffer.from(pred, 'hex'), ...succs.map((node) => Buffer.from(node, 'hex')));
  }
  return Buffer.concat(parts);
}

function revsOf(repo: string, revset: string): number[] {
  return hg(repo, [...EVOLUTION, 'log', '--hidden', '-r', revset, '-T', '{rev}\\n'])
    .out.split('\n')
    .filter((line) => line !== '')
    .map(Number);
}

describeWithHg('obsolescence against hg', () => {
  const base = temporaryDirectory();

  for (const seed of [6, 11]) {
    it(`finds the same sets for random markers (${seed})`, () => {
      const repo = join(base, `random${seed}`);
      hg(base, ['init', repo]);
      hg(repo, ['debugbuilddag', '+4 :a +3 <a +4 :b *a +2 /b +3 <3 +2']);
      const history = historyOf(repo);
      const random = generator(seed);
      const any = (): string =>
        random(5) === 0 ? `${random(4)}`.repeat(40).replace(/^0/, '9') : history.node(random(history.length));
      const markers = Array.from({ length: 4 + 2 * seed }, () => ({
        pred: any(),
        succs: Array.from({ length: [1, 1, 1, 0, 2, 3][random(6)] as number }, any),
        flags: random(6) === 0 ? 1 : 0,
      }));
      writeFileSync(join(repo, '.hg/store/obsstore'), markersV1(markers));
      writeFileSync(
        join(repo, '.hg/store/phaseroots'),
        `1 ${history.node(3)}\n2 ${history.node(history.length - 2)}\n`,
      );
      if (seed % 2 === 0)
        hg(repo, [...EVOLUTION, 'bookmark', '--hidden', '-r', `${history.length - 3}`, 'pin']);
      const pinned = seed % 2 === 0 ? [history.length - 3] : [];

      const store = new NodeFileSystem(join(repo, '.hg/store'));
      const phases = Phases.read(store, history);
      const obs = new ObsStore(store);
      const found = new Instabilities(history, phases, obs);
      expect(obs.length).toBe(markers.length);
      expect([...found.obsolete]).toEqual(revsOf(repo, 'obsolete()'));
      expect([...found.orphan]).toEqual(revsOf(repo, 'orphan()'));
      expect([...found.extinct]).toEqual(revsOf(repo, 'extinct()'));
      expect([...found.phaseDivergent]).toEqual(revsOf(repo, 'phasedivergent()'));
      expect([...found.contentDivergent]).toEqual(revsOf(repo, 'contentdivergent()'));
      const log = hg(repo, [
        ...EVOLUTION,
        'log',
        '--hidden',
        '-r',
        'all()',
        '-T',
        '{rev}:{phase}:{instabilities}:{predecessors % "{node} "}\\n',
      ]);
      const ours = Array.from({ length: history.length }, (_, rev) => {
        const phase = { 0: 'public', 1: 'draft', 2: 'secret' }[phases.phase(rev)];
        const before = closestPredecessors(
          obs,
          history.node(rev),
          (node) => history.revOf(node) !== undefined,
        );
        return `${rev}:${phase}:${found.of(rev).join(' ')}:${before.map((node) => `${node} `).join('')}\n`;
      });
      expect(ours.join('')).toBe(log.out);

      const hidden = new Set(hiddenRevs(history, phases, found.obsolete, () => pinned));
      const visible = revsOf(repo, 'all()').filter((rev) => !hidden.has(rev));
      const shown = hg(repo, [...EVOLUTION, 'log', '-r', 'all()', '-T', '{rev}\\n']).out;
      expect(visible.map((rev) => `${rev}\n`).join('')).toBe(shown);

      const isKnown = (node: string): boolean => history.revOf(node) !== undefined;
      const latest = new SuccessorsSets(obs, isKnown);
      const closest = new SuccessorsSets(obs, isKnown, { closest: true });
      let text = '';
      let near = '';
      for (let rev = 0; rev < history.length; rev++) {
        const node = history.node(rev);
        text += `${node.slice(0, 12)}\n`;
        for (const { successors } of latest.of(node))
          text += `    ${successors.map((successor) => successor.slice(0, 12)).join(' ')}\n`;
        const sets = found.obsolete.has(rev) ? closest.of(node) : [];
        near += `${rev}:${sets.map(({ successors }) => successors.map((s) => `${history.revOf(s)}:${s.slice(0, 12)}`).join(' ')).join('; ')}\n`;
      }
      expect(text).toBe(hg(repo, [...EVOLUTION, 'debugsuccessorssets', '--hidden', 'all()']).out);
      const template = '{rev}:{successorssets}\\n';
      expect(near).toBe(hg(repo, [...EVOLUTION, 'log', '--hidden', '-r', 'all()', '-T', template]).out);
    });
  }

  for (const version of [0, 1]) {
    it(`decodes markers of version ${version} as hg writes them`, () => {
      const repo = join(base, `format${version}`);
      const options = [...EVOLUTION, '--config', `format.obsstore-version=${version}`];
      hg(base, ['init', repo]);
      hg(repo, ['debugbuilddag', '+5']);
      const { node } = historyOf(repo);
      hg(repo, [...options, 'debugobsolete', '-d', '10 -3600', '-u', 'bob', node(4), node(3)]);
      hg(repo, [
        ...options,
        'debugobsolete',
        '-d',
        '-20 7200',
        '-u',
        'a: b',
        '--flags',
        '1',
        node(2),
        '1'.repeat(40),
        '2'.repeat(40),
      ]);
      hg(repo, [...options, 'debugobsolete', '--record-parents', '-d', '5 0', node(1)]);
      hg(repo, [...options, 'debugobsolete', '--record-parents', '-d', '6 0', '--hidden', node(0)]);
      const obs = new ObsStore(new NodeFileSystem(join(repo, '.hg/store')));
      const all = Array.from(obs.markers.offsets, (marker) => obs.marker(marker));
      const theirs = JSON.parse(hg(repo, [...options, 'debugobsolete', '-T', 'json']).out);
      expect(
        all.map((marker) => ({
          date: [marker.date.seconds, marker.date.offset],
          flag: marker.flags,
          metadata: Object.fromEntries(marker.metadata),
          prednode: marker.predecessor,
          succnodes: marker.successors,
          ...(marker.parents === undefined ? {} : { parentnodes: marker.parents }),
        })),
      ).toEqual(
        theirs.map((marker: { succnodes?: string[] }) => ({ ...marker, succnodes: marker.succnodes ?? [] })),
      );
      expect(readFileSync(join(repo, '.hg/store/obsstore'))[0]).toBe(version);
    });
  }
});
