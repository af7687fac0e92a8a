/** `qs forget`. */
import type { ByteString } from '../../bytes/index.js';
import { InputError } from '../../errors/index.js';
import { type ForgetAnswer, forgetFiles } from '../../repo/index.js';
import type { CommandContext, CommandDefinition } from '../command.js';
import { WALK_OPTIONS } from '../diff/diff-options.js';
import { checkIncompatible } from '../option-conflicts.js';
import { DRY_RUN, trackingContext } from '../working-copy/tracking.js';

const ANSWERS: readonly ForgetAnswer[] = ['yes', 'no', 'skip rest', 'take rest'];
const HELP = `y - yes, forget this file
n - no, skip this file
s - skip remaining files
a - include all remaining files
? - ? (display help)
`;

function askAbout({ ui }: CommandContext, name: ByteString): ForgetAnswer {
  for (;;) {
    const answer = ANSWERS[ui.choose(`forget ${name} [Ynsa?]`, ['y', 'n', 's', 'a', '?'], 0)];
    if (answer !== undefined) return answer;
    ui.write(HELP);
  }
}

export const command: CommandDefinition = {
  name: 'forget',
  inferRepository: true,
  synopsis: '[OPTION]... FILE...',
  summary: 'stop tracking files, and keep them',
  help: `Stops tracking files from the next commit on. They stay in the working directory and in the history. Takes back an \`add\` that
has not been committed.

Returns 0 on success.`,
  category: 'working-directory',
  options: [
    { short: 'i', long: 'interactive', kind: 'flag', help: 'choose the files one by one' },
    ...WALK_OPTIONS,
    DRY_RUN,
  ],
  run(context, args, options) {
    if (args.length === 0) throw new InputError('no files specified');
    checkIncompatible(options, 'dry-run', ['interactive']);
    const tracking = trackingContext(context, args, options);
    const ask = (path: ByteString): ForgetAnswer => askAbout(context, tracking.show(path));
    return forgetFiles(tracking, options.flag('interactive') ? ask : undefined) ? 0 : 1;
  },
};
