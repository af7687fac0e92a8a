/** Commands about tracked files: what they have in common. */
import type { ByteString } from '../../bytes/index.js';
import { canonicalPath } from '../../match/index.js';
import type { TrackingContext } from '../../repo/index.js';
import type { CommandContext, OptionDefinition, Options } from '../command.js';
import { fileMatcher } from '../diff/file-matcher.js';
import { pathDisplay } from '../display-path.js';

export const DRY_RUN: OptionDefinition = {
  short: 'n',
  long: 'dry-run',
  kind: 'flag',
  help: 'only say what would be done',
};

export const SUBREPOS: OptionDefinition = {
  short: 'S',
  long: 'subrepos',
  kind: 'flag',
  help: 'enter subrepositories',
};

export const SIMILARITY: OptionDefinition = {
  short: 's',
  long: 'similarity',
  kind: 'value',
  help: 'guess renamed files by how much of them is equal (0 to 100)',
  valueName: 'SIMILARITY',
};

/** Arguments, `-I` or `-X`. */
export function hasPatterns(patterns: readonly ByteString[], options: Options): boolean {
  return patterns.length + options.list('include').length + options.list('exclude').length > 0;
}

/**
 * What the command line says about files.
 * @param relative paths are shown as seen from the current directory, unless the configuration says otherwise.
 * @throws as `Repository.matcher`
 */
export function trackingContext(
  context: CommandContext,
  patterns: readonly ByteString[],
  options: Options,
  relative = true,
): TrackingContext {
  return {
    repo: context.repo(),
    messages: context.ui,
    matcher: fileMatcher(context, patterns, options),
    show: pathDisplay(context, relative),
    dryRun: options.flag('dry-run'),
    subrepos: options.flag('subrepos'),
  };
}

/** A path relative to the root, audited, from what the user typed. @throws InputError, HgError */
export function canonicalName(context: CommandContext): (name: ByteString) => ByteString {
  const { root, place } = context.repo();
  const audit = context.repo().pathAuditor();
  return (name) => canonicalPath({ root, cwd: context.cwd, fs: place.workFs, audit }, name);
}
