/** Applying bundle2: every part goes to its handler. */

import type { ApplySession } from '../changegroup/apply-changegroup.js';
import type { Bundle2 } from '../open-bundle.js';
import { unknownFeature } from '../unknown-feature.js';
import { type AppliedBundle, combinedResult } from './applied-bundle.js';
import type { ApplyBundleOptions, BundleOperation, PartHandler } from './bundle-operation.js';
import { type Bundle2Part, Bundle2Reader } from './bundle2-reader.js';
import { CHECK_PARTS } from './check-parts.js';
import { HISTORY_PARTS } from './history-parts.js';
import { KEY_PARTS } from './key-parts.js';
import { REMOTE_PARTS } from './remote-parts.js';
import { STREAM_PARTS } from './stream-parts.js';

const HANDLERS: ReadonlyMap<string, PartHandler> = new Map(
  [HISTORY_PARTS, KEY_PARTS, CHECK_PARTS, STREAM_PARTS, REMOTE_PARTS].flatMap((parts) =>
    Object.entries(parts),
  ),
);

/**
 * Applies all parts, in their order, within the session's transaction.
 * @throws HgError for mandatory parts and parameters that are not known, and whatever a part finds wrong. The transaction must then be aborted.
 */
export function applyBundle2(
  session: ApplySession,
  bundle: Bundle2,
  options: ApplyBundleOptions,
): AppliedBundle {
  const { transaction } = session;
  for (const [key, value] of [
    // hg tells hooks so of what it is given, not of what it fetches.
    ...(options.source === 'pull' ? [] : [['BUNDLE2', '1'] as const]),
    ['SOURCE', options.source],
    ['URL', options.url],
  ] as const)
    if (!transaction.hookArguments.has(key)) transaction.hookArguments.set(key, value);
  const operation: BundleOperation = {
    session,
    options,
    changegroups: [],
    listKeys: [],
    bookmarks: new Map(),
    pushKeys: new Map(),
    replies: [],
    newMarkers: 0,
  };
  const handle = (part: Bundle2Part): void => applyPart(operation, part);
  for (const part of new Bundle2Reader(bundle.reader, handle).parts()) handle(part);
  bundle.reader.checkEnd();
  return { ...operation, result: combinedResult(operation.changegroups) };
}

function applyPart(operation: BundleOperation, part: Bundle2Part): void {
  const { ui, name } = operation.options;
  const handler = HANDLERS.get(part.type);
  const unknown =
    handler === undefined
      ? []
      : [...part.mandatory.keys()].filter((key) => !handler.parameters.includes(key));
  ui.debug(
    `bundle2-input-part: "${part.type}"${describe(part)} ${handler === undefined ? 'unsupported-type' : unknown.length > 0 ? `unsupported-params (${unknown.join(', ')})` : 'supported'}\n`,
  );
  if (handler === undefined || unknown.length > 0) {
    if (!part.isMandatory) return;
    throw unknownFeature(
      unknown.length === 0 ? part.type : `${part.type} - ${unknown.sort().join(', ')}`,
      name,
    );
  }
  handler.apply(operation, part);
}

function describe({ isMandatory, mandatory, advisory }: Bundle2Part): string {
  const counts = [
    ...(mandatory.size > 0 ? [`${mandatory.size} mandatory`] : []),
    ...(advisory.size > 0 ? [`${advisory.size} advisory`] : []),
  ];
  const parameters = counts.length === 0 ? '' : ` (params: ${counts.join(' ')})`;
  return `${isMandatory ? '' : ' (advisory)'}${parameters}`;
}
