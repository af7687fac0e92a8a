/** The state of applying one bundle2, and what handlers of parts are. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { Platform } from '../../platform/index.js';
import type { Phase } from '../../store/index.js';
import type { AppliedChangegroup, ApplySession } from '../changegroup/apply-changegroup.js';
import type { CompressionPlatform } from '../compression.js';
import type { ExchangeUi } from '../exchange-ui.js';
import type { Bundle2Part } from './bundle2-reader.js';
import type { OutgoingPart } from './bundle2-writer.js';
import { parameter } from './layout.js';

export interface ApplyBundleOptions {
  readonly ui: ExchangeUi;
  /** Of the bundle, for messages; nothing before them when absent. */
  readonly name?: ByteString;
  /** For hooks: `unbundle`, `pull`, `push`, `serve`, `strip`. */
  readonly source: ByteString;
  /** For hooks: `bundle:FILE`, `file:/path`... */
  readonly url: ByteString;
  /** Obsolescence markers are added; otherwise they are an error, as with hg (`experimental.evolution`). */
  readonly acceptMarkers: boolean;
  /** `record`: bookmarks are handed back and not changed, as a pull does, which compares them first. Default `apply`. */
  readonly bookmarks?: 'apply' | 'record';
  /** See {@link ApplyChangegroupOptions}: for a repository that publishes what is pushed to it. */
  readonly advanceTo?: Phase;
  /** Variables of `pushvars` parts reach hooks (`push-variables-server`). Default false. */
  readonly acceptVariables?: boolean;
  /** For parts that name a bundle lying elsewhere; without it they are refused. */
  readonly platform?: CompressionPlatform & Pick<Platform, 'downloads'>;
}

/** Collects what parts do. */
export interface BundleOperation {
  readonly session: ApplySession;
  readonly options: ApplyBundleOptions;
  readonly changegroups: AppliedChangegroup[];
  readonly listKeys: { readonly namespace: ByteString; readonly keys: ReadonlyMap<ByteString, ByteString> }[];
  readonly bookmarks: Map<ByteString, NodeId | undefined>;
  readonly pushKeys: Map<number, boolean>;
  readonly replies: OutgoingPart[];
  newMarkers: number;
}

export interface PartHandler {
  /** Mandatory parameters that it understands. */
  readonly parameters: readonly ByteString[];
  /** @throws HgError */
  apply(operation: BundleOperation, part: Bundle2Part): void;
}

/** @throws HgError when the part has no such parameter */
export function required(part: Bundle2Part, key: ByteString): ByteString {
  const value = parameter(part, key);
  if (value === undefined) throw new HgError('abort', `${part.type}: missing "${key}" param`);
  return value;
}

export function reply(part: Bundle2Part, type: ByteString, key: ByteString, value: ByteString): OutgoingPart {
  return {
    type,
    isMandatory: false,
    advisory: new Map([
      ['in-reply-to', String(part.id)],
      [key, value],
    ]),
  };
}
