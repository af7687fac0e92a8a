/** A graft that conflicts have interrupted: `.hg/graftstate`. */
import { type ByteString, byteStringOf, bytesOf, hexOf, type NodeId } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import { replaceFile, tryReadText } from '../../platform/index.js';
import type { Repository } from '../repository.js';
import { type CborValue, decodeCbor, encodeCbor } from './cbor.js';

export interface GraftState {
  /** Those that are left, the interrupted one first. */
  readonly nodes: readonly NodeId[];
  /** Those that were made. */
  readonly newNodes: readonly NodeId[];
  readonly user?: ByteString | undefined;
  /** As given. */
  readonly date?: ByteString | undefined;
  readonly log: boolean;
  readonly noCommit: boolean;
  /** As given. */
  readonly base?: ByteString | undefined;
}

const FILE = 'graftstate';

/** @throws FileSystemError */
export function writeGraftState(repo: Repository, state: GraftState): void {
  const map = new Map<ByteString, CborValue>([
    ['nodes', state.nodes],
    ['newnodes', state.newNodes.map((node) => binary(node))],
  ]);
  if (state.user !== undefined) map.set('user', state.user);
  if (state.date !== undefined) map.set('date', state.date);
  if (state.base !== undefined) map.set('base', state.base);
  if (state.log) map.set('log', true);
  if (state.noCommit) map.set('no_commit', true);
  replaceFile(repo.store.places.hgFs, FILE, bytesOf(`1\n${encodeCbor(map)}`));
}

/** Undefined when there is none. @throws HgError when it is damaged */
export function readGraftState(repo: Repository): GraftState | undefined {
  const text = tryReadText(repo.store.places.hgFs, FILE);
  if (text === undefined) return undefined;
  // Before 4.9: a list of nodes.
  if (!text.startsWith('1\n')) return { ...EMPTY, nodes: text.split('\n').filter((line) => line !== '') };
  const map = decodeCbor(text.slice(2));
  if (!(map instanceof Map)) throw new HgError('corruption', 'damaged state file');
  const textAt = (key: ByteString): ByteString | undefined => {
    const value: CborValue | undefined = map.get(key);
    return typeof value === 'string' ? value : undefined;
  };
  const listAt = (key: ByteString): ByteString[] => {
    const value: CborValue | undefined = map.get(key);
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  };
  return {
    nodes: listAt('nodes'),
    newNodes: listAt('newnodes').map((node) => hexOf(bytesOf(node))),
    user: textAt('user'),
    date: textAt('date'),
    base: textAt('base'),
    log: map.get('log') === true,
    noCommit: map.get('no_commit') === true,
  };
}

const EMPTY: GraftState = { nodes: [], newNodes: [], log: false, noCommit: false };

function binary(node: NodeId): ByteString {
  const bytes = new Uint8Array(node.length / 2);
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(node.slice(2 * at, 2 * at + 2), 16);
  return byteStringOf(bytes);
}

export function removeGraftState(repo: Repository): void {
  const { hgFs } = repo.store.places;
  if (hgFs.stat(FILE) !== undefined) hgFs.remove(FILE);
}
