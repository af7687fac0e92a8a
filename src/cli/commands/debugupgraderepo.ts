/** `qs debugupgraderepo`: changes the format of a repository. */
import type { ByteString } from '../../bytes/index.js';
import { planUpgrade, runUpgrade, type UpgradePlan } from '../../repo/index.js';
import type { CommandDefinition, Options } from '../command.js';
import type { Ui } from '../ui/index.js';

export const command: CommandDefinition = {
  name: 'debugupgraderepo',
  synopsis: '[-o OPTIMIZATION]... [--run] [--no-backup]',
  summary: 'change a repository to another format',
  help: `Compares the repository with the format that the configuration asks for, and tells what would be changed. With --run changes it: the sections format and storage say how.

All history is written anew beside the old data, under locks, and put into its place at the end. The old data stays in .hg/upgradebackup.* until it is removed by hand, or is removed at once with --no-backup. An upgrade that was interrupted while data was exchanged is taken back by \`recover\`.

With --changelog, --manifest or --filelogs only those are written anew, with --no-changelog and so on all others, as far as the changes of format allow it.

Returns 0 on success.`,
  category: 'none',
  argumentCount: [0, 0],
  options: [
    { short: 'o', long: 'optimize', kind: 'list', help: 'what to do besides', valueName: 'NAME' },
    { short: '', long: 'run', kind: 'flag', help: 'change the repository' },
    { short: '', long: 'backup', kind: 'flag', help: 'keep the old data (default: on)' },
    { short: '', long: 'changelog', kind: 'flag', help: 'write the changelog anew' },
    { short: '', long: 'manifest', kind: 'flag', help: 'write the manifest anew' },
    { short: '', long: 'filelogs', kind: 'flag', help: 'write all files anew' },
  ],
  run(context, _args, options) {
    const { ui } = context;
    const repo = context.repo();
    const plan = planUpgrade(repo, {
      optimize: options.list('optimize'),
      parts: {
        changelog: options.triState('changelog'),
        manifest: options.triState('manifest'),
        'all-filelogs': options.triState('filelogs'),
      },
    });
    for (const { isWarning, text } of plan.notes) isWarning ? ui.warn(text) : ui.status(text);
    if (plan.notes.length > 0) ui.status('\n');
    if (!options.flag('run')) {
      proposal(ui, plan);
      return 0;
    }
    if (plan.added.length + plan.removed.length + plan.optimizations.length === 0) {
      ui.status('nothing to do\n');
      return 0;
    }
    ui.write('upgrade will perform the following actions:\n\n');
    changes(ui, plan);
    runUpgrade(repo, plan, { messages: ui, backup: keepsBackup(options) });
    return 0;
  },
};

function keepsBackup(options: Options): boolean {
  return options.triState('backup') ?? true;
}

function section(ui: Ui, name: ByteString, text: ByteString): void {
  ui.status(`${name}\n   ${text}\n\n`);
}

function proposal(ui: Ui, plan: UpgradePlan): void {
  const { config, default: byDefault } = plan.lacking;
  if (config.length > 0) {
    ui.status('repository lacks features recommended by current config options:\n\n');
    for (const { name, description } of config) section(ui, name, description);
  }
  if (byDefault.length > 0) {
    ui.status('repository lacks features used by the default config options:\n\n');
    for (const { name, description } of byDefault) section(ui, name, description);
  }
  if (config.length + byDefault.length > 0) ui.status('\n');
  else ui.status('(no format upgrades found in existing repository)\n');
  ui.status('performing an upgrade with "--run" will make the following changes:\n\n');
  changes(ui, plan);
  if (plan.unusedOptimizations.length === 0) return;
  ui.status('additional optimizations are available by specifying "--optimize <name>":\n\n');
  for (const { name, description } of plan.unusedOptimizations) section(ui, name, description);
}

function changes(ui: Ui, plan: UpgradePlan): void {
  ui.write(`requirements\n   preserved: ${plan.preserved.join(', ')}\n`);
  if (plan.removed.length > 0) ui.write(`   removed: ${plan.removed.join(', ')}\n`);
  if (plan.added.length > 0) ui.write(`   added: ${plan.added.join(', ')}\n`);
  ui.write('\n');
  if (plan.optimizations.length > 0)
    ui.write(`optimisations: ${plan.optimizations.map(({ name }) => name).join(', ')}\n\n`);
  for (const { name, upgrade } of [...plan.formats, ...plan.optimizations]) section(ui, name, upgrade);
  if (plan.parts.length === 0) ui.write('no revlogs to process\n');
  else ui.write(`processed revlogs:\n${plan.parts.map((part) => `  - ${part}\n`).join('')}`);
  ui.write('\n');
}
