/** Which tool merges a file. */
import type { ByteString } from '../../bytes/index.js';
import type { Messages } from '../messages.js';
import type { Repository } from '../repository.js';
import { internalTool, isInternalTool } from './internal-tools.js';
import { shellQuoted, ToolSettings } from './tool-settings.js';

export interface PickedTool {
  readonly name: ByteString;
  /** What the shell runs; undefined for internal tools. */
  readonly command: ByteString | undefined;
}

export interface ToolRequest {
  readonly repo: Repository;
  readonly messages: Messages;
  /** `--tool`. */
  readonly forced: ByteString | undefined;
  readonly path: ByteString;
  readonly binary: boolean;
  readonly symlink: boolean;
  readonly changeDelete: boolean;
}

/** Only tools that take one side or none can decide about deleted files. */
function canDelete(tool: ByteString): boolean {
  return isInternalTool(tool) && internalTool(tool).kind === 'choice';
}

function internalOrCommand(name: ByteString, found: ByteString | undefined): PickedTool {
  if (isInternalTool(name)) return { name: name.replace(/^internal:/, ':'), command: undefined };
  return { name, command: found === undefined ? name : shellQuoted(found) };
}

const PROMPT: PickedTool = { name: ':prompt', command: undefined };

export function pickTool(request: ToolRequest): PickedTool {
  const { repo, messages, forced, path, binary, symlink, changeDelete } = request;
  const { config } = repo;
  const settings = new ToolSettings(config, repo.place.platform);
  if (forced !== undefined && forced !== '') {
    if (changeDelete && !canDelete(forced)) return PROMPT;
    return internalOrCommand(forced, settings.find(forced));
  }
  const environment = repo.place.platform.env('HGMERGE');
  if (environment !== undefined && environment !== '') {
    if (changeDelete && !canDelete(environment)) return PROMPT;
    return internalOrCommand(environment, undefined);
  }
  const strict = config.getBool('merge', 'strict-capability-check');
  const can = (tool: ByteString, capability: 'binary' | 'symlink', strictly: boolean): boolean =>
    isInternalTool(tool) ? strictly && internalTool(tool).anything : settings.flag(tool, capability);
  const usable = (tool: ByteString, pattern: ByteString | undefined, isBinary: boolean): boolean => {
    const shown = pattern === undefined ? tool : `${tool} (for pattern ${pattern})`;
    if (settings.find(tool) === undefined) {
      const text = `couldn't find merge tool ${shown}\n`;
      if (pattern === undefined) messages.note(text);
      else messages.warn(text);
    } else if (symlink && !can(tool, 'symlink', strict))
      messages.warn(`tool ${shown} can't handle symlinks\n`);
    else if (isBinary && !can(tool, 'binary', strict)) messages.warn(`tool ${shown} can't handle binary\n`);
    else if (changeDelete && !canDelete(tool)) return false;
    else if (settings.flag(tool, 'gui') && !hasDisplay(repo)) messages.warn(`tool ${shown} requires a GUI\n`);
    else return true;
    return false;
  };
  for (const { name: pattern, value: tool } of config.items('merge-patterns')) {
    const matcher = repo.matcher([pattern]);
    if (!matcher.matches(path) || !usable(tool, pattern, binary && strict)) continue;
    if (binary && !can(tool, 'binary', true))
      messages.warn(
        `warning: check merge-patterns configurations, if '${tool}' for binary file '${path}' is unintentional\n` +
          "(see 'hg help merge-tools' for binary files capability)\n",
      );
    return internalOrCommand(tool, settings.find(tool));
  }
  const candidates = settings.byPriority();
  const preferred = config.get('ui', 'merge');
  if (preferred !== undefined && preferred !== '' && usable(preferred, path, binary)) {
    if (!settings.isConfigured(preferred) && !changeDelete) return internalOrCommand(preferred, undefined);
    candidates.unshift(preferred);
  }
  for (const tool of [...candidates, 'hgmerge'])
    if (usable(tool, undefined, binary)) return internalOrCommand(tool, settings.find(tool));
  if (symlink || binary || changeDelete) {
    if (!changeDelete) messages.warn(`no tool found to merge ${path}\n`);
    return PROMPT;
  }
  return { name: ':merge', command: undefined };
}

function hasDisplay({ place }: Repository): boolean {
  return (place.platform.env('DISPLAY') ?? '') !== '';
}
