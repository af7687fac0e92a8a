/** What `copy` and `rename` share. */
import type { ByteString } from '../../bytes/index.js';
import { InputError } from '../../errors/index.js';
import { copyFiles, forgetCopies } from '../../repo/index.js';
import type { CommandContext, OptionDefinition, Options } from '../command.js';
import { WALK_OPTIONS } from '../diff/diff-options.js';
import { fileMatcher } from '../diff/file-matcher.js';
import { pathDisplay } from '../display-path.js';
import { canonicalName, DRY_RUN } from './tracking.js';

const flag = (short: string, long: string, help: string): OptionDefinition => ({
  short,
  long,
  kind: 'flag',
  help,
});

export function copyOptions(verb: 'copied' | 'renamed'): readonly OptionDefinition[] {
  const forget = flag('', 'forget', `take the mark from a file that it was ${verb}`);
  const after = flag('A', 'after', `record what has been ${verb} already`);
  return [
    forget,
    after,
    {
      short: '',
      long: 'at-rev',
      kind: 'value',
      help: 'change what is recorded in this revision',
      valueName: 'REV',
      experimental: true,
    },
    flag('f', 'force', 'overwrite files that are managed'),
    ...WALK_OPTIONS,
    DRY_RUN,
  ];
}

/** @returns the exit code. @throws InputError */
export async function runCopy(
  context: CommandContext,
  names: readonly ByteString[],
  options: Options,
  rename: boolean,
): Promise<number> {
  const repo = context.repo();
  const show = pathDisplay(context);
  if (options.value('at-rev')) {
    if (!options.flag('forget') && !options.flag('after')) throw new InputError('--at-rev requires --after');
    // With it comes what strips changesets.
    const { changeRecordedCopies } = await import('./recorded-copies.js');
    changeRecordedCopies(context, names, options);
    return 0;
  }
  if (options.flag('forget')) {
    if (options.flag('dry-run')) throw new InputError('cannot specify both --forget and --dry-run');
    forgetCopies(repo, context.ui, fileMatcher(context, names, options), show);
    return 0;
  }
  const copied = copyFiles({
    repo,
    messages: context.ui,
    show,
    canonical: canonicalName(context),
    matcher: (pattern) => fileMatcher(context, [pattern], options),
    cwd: context.cwd,
    names,
    rename,
    after: options.flag('after'),
    force: options.flag('force'),
    dryRun: options.flag('dry-run'),
  });
  return copied ? 0 : 1;
}
