/** Runs a merge program on files. */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { Messages } from '../messages.js';
import type { Repository } from '../repository.js';
import type { SideLabels } from './conflict-labels.js';
import type { FileBackup } from './file-backup.js';
import type { FileVersion, FileVersions } from './merge-sides.js';
import { TemporaryFiles } from './temporary-files.js';
import { shellQuoted, type ToolSettings } from './tool-settings.js';

export interface ExternalTool {
  readonly repo: Repository;
  readonly messages: Messages;
  readonly settings: ToolSettings;
  readonly name: ByteString;
  /** For the shell. */
  readonly command: ByteString;
}

const NODE_DIGITS = 12;

/** @returns true when it failed. @throws HgError where no commands can run */
export function runExternalTool(
  { repo, messages, settings, name, command }: ExternalTool,
  versions: FileVersions,
  labels: SideLabels,
  backup: FileBackup | undefined,
): boolean {
  const { local, other, base } = versions;
  if (local.absent || other.absent) {
    messages.warn(`warning: ${name} cannot merge change/delete conflict for ${local.path}\n`);
    return true;
  }
  if (command.startsWith('python:'))
    throw new HgError('abort', `merge tool ${name} is written in Python, which this program cannot run`);
  const { platform } = repo.place;
  if (platform.commands === undefined) throw new HgError('abort', 'this platform cannot run merge tools');
  const template = settings.text(name, 'args') ?? '$local $base $other';
  const working = `${repo.root}/${local.path}`;
  const decoded = ({ path, content }: FileVersion): Uint8Array =>
    repo.contentFilters?.decode(path, content()) ?? content();
  const temporary = new TemporaryFiles(repo);
  try {
    const withOutput = template.includes('$output');
    const paths: Record<string, ByteString> = {
      local: withOutput && backup !== undefined ? temporary.put(local.path, 'local', backup.read()) : working,
      base: temporary.put(base.path, 'base', decoded(base)),
      other: temporary.put(other.path, 'other', decoded(other)),
      output: withOutput ? working : '',
      labellocal: labels[0] ?? '',
      labelother: labels[1] ?? '',
      labelbase: labels[2] ?? '',
    };
    const args = template.replace(
      /\$(labellocal|labelother|labelbase|local|base|other|output)/g,
      (_match, key: string) => shellQuoted(paths[key] as string),
    );
    if (settings.flag(name, 'gui')) messages.status(`running merge tool ${name} for file ${local.path}\n`);
    const line = `${command} ${args}`;
    messages.debug(`launching merge tool: ${line}\n`);
    messages.flush();
    const end = platform.commands.run({
      command: line,
      directory: repo.root,
      environment: environmentOf(repo, versions, labels),
    });
    const status = end.signal === undefined ? (end.status ?? 0) : -end.signal;
    messages.debug(`merge tool returned: ${status}\n`);
    return status !== 0;
  } finally {
    temporary.remove();
  }
}

function environmentOf(
  repo: Repository,
  { local, other, base }: FileVersions,
  labels: SideLabels,
): ReadonlyMap<string, ByteString> {
  const node = ({ rev }: FileVersion): ByteString =>
    rev < 0 ? '0'.repeat(NODE_DIGITS) : repo.node(rev).slice(0, NODE_DIGITS);
  const link = ({ flags }: FileVersion): ByteString => (flags === 'l' ? '1' : '0');
  return new Map([
    ['HG_FILE', local.path],
    ['HG_MY_NODE', node(local)],
    ['HG_OTHER_NODE', node(other)],
    ['HG_BASE_NODE', node(base)],
    ['HG_MY_ISLINK', link(local)],
    ['HG_OTHER_ISLINK', link(other)],
    ['HG_BASE_ISLINK', link(base)],
    ['HG_MY_LABEL', labels[0] ?? ''],
    ['HG_OTHER_LABEL', labels[1] ?? ''],
    ['HG_BASE_LABEL', labels[2] ?? ''],
  ]);
}
