/** Questions about files that cannot be merged. */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { Messages } from '../messages.js';
import type { SideLabels } from './conflict-labels.js';
import type { FileVersions } from './merge-sides.js';

export type Choice = 'local' | 'other' | 'unresolved';

function ask(
  messages: Messages,
  text: ByteString,
  letters: readonly string[],
  choices: readonly Choice[],
): Choice {
  try {
    return choices[messages.choose(text, letters, choices.length - 1)] ?? 'unresolved';
  } catch (error) {
    // Nobody is there any more to answer.
    if (!(error instanceof HgError) || error.message !== 'response expected') throw error;
    messages.say('\n');
    return 'unresolved';
  }
}

export function askWhichSide(messages: Messages, versions: FileVersions, labels: SideLabels): Choice {
  const { local, other } = versions;
  const named = (label: ByteString | undefined): ByteString => (label === undefined ? '' : ` [${label}]`);
  const here = named(labels[0]);
  const there = named(labels[1]);
  const file = `file '${local.path}'`;
  if (other.absent)
    return ask(
      messages,
      `${file} was deleted in other${there} but was modified in local${here}.\n` +
        'You can use (c)hanged version, (d)elete, or leave (u)nresolved.\nWhat do you want to do?',
      ['c', 'd', 'u'],
      ['local', 'other', 'unresolved'],
    );
  if (local.absent)
    return ask(
      messages,
      `${file} was deleted in local${here} but was modified in other${there}.\n` +
        'You can use (c)hanged version, leave (d)eleted, or leave (u)nresolved.\nWhat do you want to do?',
      ['c', 'd', 'u'],
      ['other', 'local', 'unresolved'],
    );
  return ask(
    messages,
    `${file} needs to be resolved.\n` +
      `You can keep (l)ocal${here}, take (o)ther${there}, or leave (u)nresolved.\nWhat do you want to do?`,
    ['l', 'o', 'u'],
    ['local', 'other', 'unresolved'],
  );
}
