/** Parts that bring history: changegroups, phases, markers, caches. */
import { byteStringOf, type NodeId } from '../../bytes/index.js';
import { HgError, LookupError } from '../../errors/index.js';
import { mergeMarkers, PHASE_NAMES, type Phase } from '../../store/index.js';
import { ByteReader } from '../byte-reader.js';
import { changeRequirements } from '../change-requirements.js';
import { type ApplySession, applyChangegroup, noTreeManifests } from '../changegroup/apply-changegroup.js';
import { ChangegroupReader } from '../changegroup/changegroup-reader.js';
import { changegroupVersion } from '../changegroup/versions.js';
import { type PartHandler, reply } from './bundle-operation.js';
import type { Bundle2Part } from './bundle2-reader.js';
import { keepBranches, keepTagFileNodes } from './cache-parts.js';
import { parameter } from './layout.js';
import { phaseHeadsIn, wholePayload } from './payloads.js';

/** Markers are gathered before they are added. */
const MOST_MARKER_BYTES = 1 << 28;

/** A number in a parameter; undefined when there is none. */
function count(part: Bundle2Part, key: string): number | undefined {
  const value = parameter(part, key);
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}

function targetPhase(part: Bundle2Part): Phase | undefined {
  const phase = count(part, 'targetphase');
  return phase !== undefined && PHASE_NAMES[phase] !== undefined ? phase : undefined;
}

/** A store that has nothing yet takes over how manifests are stored. @throws HgError for one that has */
function receiveTrees(session: ApplySession): void {
  const { store } = session.writer;
  if (store.requirements.has('treemanifest')) return;
  if (store.changelog.length > 0) throw noTreeManifests();
  store.useTreeManifests();
  changeRequirements(session, store.requirements);
}

const changegroup: PartHandler = {
  parameters: ['version', 'nbchanges', 'treemanifest', 'targetphase'],
  apply(operation, part) {
    const { session, options } = operation;
    const version = changegroupVersion(parameter(part, 'version') ?? '01');
    const isTree = parameter(part, 'treemanifest') !== undefined;
    if (isTree) receiveTrees(session);
    const phase = targetPhase(part);
    const applied = applyChangegroup(session, new ChangegroupReader(new ByteReader(part.payload), version), {
      ui: options.ui,
      source: options.source,
      url: options.url,
      expectedChangesets: count(part, 'nbchanges'),
      ...(phase !== undefined && { targetPhase: phase }),
      ...(options.advanceTo !== undefined && { advanceTo: options.advanceTo }),
    });
    operation.changegroups.push(applied);
    operation.replies.push(reply(part, 'reply:changegroup', 'return', String(applied.result)));
  },
};

const phaseHeads: PartHandler = {
  parameters: [],
  apply({ session }, part) {
    const { phases, store } = session.writer;
    const byPhase = new Map<Phase, NodeId[]>();
    for (const { phase, node } of phaseHeadsIn(part.payload)) {
      if (PHASE_NAMES[phase] === undefined) throw new HgError('abort', `unknown phase ${phase} in bundle`);
      if (store.changelog.revOf(node) === undefined)
        throw new LookupError(node, `unknown revision '${node}'`);
      byPhase.set(phase, [...(byPhase.get(phase) ?? []), node]);
    }
    // Higher ones first: what is in a lower one as well ends there.
    for (const phase of [...byPhase.keys()].sort((a, b) => b - a))
      phases.advance(phase, byPhase.get(phase) as NodeId[]);
  },
};

const obsmarkers: PartHandler = {
  parameters: [],
  apply(operation, part) {
    const { session, options } = operation;
    const data = wholePayload(part.payload, MOST_MARKER_BYTES);
    options.ui.debug(`obsmarker-exchange: ${data.length} bytes received\n`);
    if (!options.acceptMarkers && data.length > 1)
      throw new HgError('abort', 'creating obsolete markers is not enabled on this repo');
    const added = data.length === 0 ? 0 : mergeMarkers(session.transaction, session.writer.store.fs, data);
    operation.newMarkers += added;
    operation.replies.push(reply(part, 'reply:obsmarkers', 'new', String(added)));
  },
};

const tagFileNodes: PartHandler = {
  parameters: [],
  apply: (operation, part) => keepTagFileNodes(operation, part.payload),
};

const branches: PartHandler = {
  parameters: [],
  apply: (operation, part) => keepBranches(operation, part.payload),
};

/** A line of text from whoever made the bundle. */
const output: PartHandler = {
  parameters: [],
  apply({ options }, part) {
    const text = byteStringOf(wholePayload(part.payload, 1 << 24));
    for (const line of text.replace(/\n$/, '').split('\n')) options.ui.status(`remote: ${line}\n`);
  },
};

export const HISTORY_PARTS: Readonly<Record<string, PartHandler>> = {
  changegroup,
  'phase-heads': phaseHeads,
  obsmarkers,
  hgtagsfnodes: tagFileNodes,
  'cache:rev-branch-cache': branches,
  output,
};
