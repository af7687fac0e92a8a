/** Merges one file with the tool that is meant for it. */
import { type ByteString, byteStringOf, equalBytes } from '../../bytes/index.js';
import { type ConflictStyle, type MergeLabels, mergeFavouring, mergeTexts } from '../../diff/index.js';
import { ConfigError, HgError, StateError } from '../../errors/index.js';
import type { Messages } from '../messages.js';
import type { Repository } from '../repository.js';
import type { WorkingFiles } from '../update/working-files.js';
import { DEFAULT_LABELS, detailedLabels, type SideLabels } from './conflict-labels.js';
import { runExternalTool } from './external-tool.js';
import { FileBackup } from './file-backup.js';
import { type InternalTool, internalTool } from './internal-tools.js';
import { type FileVersion, type FileVersions, isBinary } from './merge-sides.js';
import { mergeTags } from './merge-tags.js';
import { type MergeTexts, runPartialTools } from './partial-tools.js';
import { type PickedTool, pickTool } from './pick-tool.js';
import { askWhichSide } from './prompts.js';
import { ToolSettings } from './tool-settings.js';

export interface FileMergeContext {
  readonly repo: Repository;
  readonly messages: Messages;
  readonly files: WorkingFiles;
  /** Of the sides; absent ones are hg's defaults. */
  readonly labels: SideLabels | undefined;
  /** `--tool`. */
  readonly tool: ByteString | undefined;
  /** Paths as the user sees them; as they are when absent. */
  readonly display?: ((path: ByteString) => ByteString) | undefined;
}

/** `same`: there was nothing to merge. */
export interface FileMergeResult {
  readonly outcome: 'same' | 'merged' | 'unresolved';
  readonly deleted: boolean;
}

const EXTERNAL: InternalTool = {
  kind: 'full',
  anything: true,
  failure: (path) => `merging ${path} failed!\n`,
  checks: false,
};

/**
 * Leaves the result in the working directory.
 * @throws ConfigError, FileSystemError, StateError when `merge.on-failure` says so
 */
export function mergeFile(context: FileMergeContext, versions: FileVersions): FileMergeResult {
  return new FileMerge(context, versions).run();
}

function outcome(failed: boolean, deleted = false): FileMergeResult {
  return { outcome: failed ? 'unresolved' : 'merged', deleted };
}

class FileMerge {
  readonly #context: FileMergeContext;
  readonly #versions: FileVersions;
  readonly #settings: ToolSettings;
  readonly #binary: boolean;
  readonly #symlink: boolean;
  /** What partial tools have made of the versions. */
  #prepared: MergeTexts | undefined;

  constructor(context: FileMergeContext, versions: FileVersions) {
    const { local, other, base } = versions;
    this.#context = context;
    this.#versions = versions;
    this.#settings = new ToolSettings(context.repo.config, context.repo.place.platform);
    this.#binary = [local, other, base].some((version) => !version.absent && isBinary(version.content()));
    this.#symlink = local.flags === 'l' || other.flags === 'l';
  }

  run(): FileMergeResult {
    const { repo, messages, labels, tool: forced } = this.#context;
    const { local, other, base, origin } = this.#versions;
    if (!local.absent && !other.absent && equalBytes(local.content(), other.content()))
      return { outcome: 'same', deleted: false };
    if (local.absent && other.absent) return { outcome: 'same', deleted: false };
    const changeDelete = local.absent || other.absent;
    const picked = pickTool({
      repo,
      messages,
      forced,
      path: local.path,
      binary: this.#binary,
      symlink: this.#symlink,
      changeDelete,
    });
    const word = (value: boolean): string => (value ? 'True' : 'False');
    messages.debug(
      `picked tool '${picked.name}' for ${local.path} (binary ${word(this.#binary)} symlink ${word(this.#symlink)} changedelete ${word(changeDelete)})\n`,
    );
    if (picked.command !== undefined && /^python:[^:]*$/.test(picked.command))
      throw new HgError('abort', `invalid 'python:' syntax: ${picked.command}`);
    const tool = picked.command === undefined ? internalTool(picked.name) : EXTERNAL;
    if (tool.kind === 'choice') return this.#choose(picked.name);
    messages.status(
      origin === other.path
        ? `merging ${this.#shown(local.path)}\n`
        : `merging ${this.#shown(origin)} and ${this.#shown(other.path)} to ${this.#shown(local.path)}\n`,
    );
    const at = (rev: number): ByteString => (rev < 0 ? '000000000000' : repo.node(rev).slice(0, 12));
    messages.debug(
      `my ${local.path}@${at(local.rev)}+ other ${other.path}@${at(other.rev)} ancestor ${base.path}@${at(base.rev)}\n`,
    );
    if (tool.checks && !this.#mayMerge(picked.name)) {
      this.#failed(tool);
      return outcome(true);
    }
    if (tool.kind === 'full' && !changeDelete)
      this.#prepared = runPartialTools(
        repo,
        messages,
        local.path,
        { local: local.path, base: base.path, other: other.path },
        () => this.#decodedTexts(),
      );
    return this.#merge(picked, tool, labels ?? DEFAULT_LABELS);
  }

  #shown(path: ByteString): ByteString {
    return this.#context.display?.(path) ?? path;
  }

  #mayMerge(name: ByteString): boolean {
    const { messages } = this.#context;
    const { local, other } = this.#versions;
    if (this.#symlink) messages.warn(`warning: internal ${name} cannot merge symlinks for ${local.path}\n`);
    else if (local.absent || other.absent)
      messages.warn(`warning: internal ${name} cannot merge change/delete conflict for ${local.path}\n`);
    else return true;
    return false;
  }

  #failed(tool: InternalTool): void {
    const text = tool.failure?.(this.#shown(this.#versions.local.path));
    if (text !== undefined && text !== '') this.#context.messages.warn(text);
  }

  #choose(name: ByteString): FileMergeResult {
    const { messages, files, labels } = this.#context;
    const { local, other } = this.#versions;
    let choice: 'local' | 'other' | 'unresolved' =
      name === ':local' ? 'local' : name === ':other' ? 'other' : 'unresolved';
    if (name === ':prompt') choice = askWhichSide(messages, this.#versions, labels ?? DEFAULT_LABELS);
    if (choice === 'local') return outcome(false, local.absent);
    if (choice === 'other') {
      if (other.absent) files.remove(local.path);
      else files.write(local.path, other.content(), other.flags);
      return outcome(false, other.absent);
    }
    // What was changed is there to be looked at.
    if (local.absent) files.write(local.path, other.content(), other.flags);
    return outcome(true);
  }

  #merge(picked: PickedTool, tool: InternalTool, labels: SideLabels): FileMergeResult {
    const { repo, messages, files } = this.#context;
    const { local } = this.#versions;
    const backup = local.absent ? undefined : new FileBackup(repo, messages, local.path);
    let failed = true;
    try {
      if (tool.kind === 'full') {
        const tried = this.#premerge(picked, labels);
        if (tried === 'merged') {
          failed = false;
          return outcome(false);
        }
        if (tried === 'restore') files.write(local.path, local.content(), local.flags);
      }
      failed = this.#runTool(picked, labels, backup);
      if (!failed && picked.command !== undefined) failed = this.#checkFails(picked.name, backup);
      if (failed) {
        this.#failed(tool);
        this.#afterFailure();
      }
      return outcome(failed);
    } finally {
      if (!failed) backup?.remove();
    }
  }

  /** With what the configuration adds to them. @param premerge for conflict markers that a program gets to see. */
  #labelled(picked: PickedTool, labels: SideLabels, premerge = false): SideLabels {
    const { repo, messages } = this.#context;
    const internal = repo.config.get('ui', 'mergemarkers') ?? 'basic';
    const external = picked.command !== undefined;
    const own = external ? (this.#settings.text(picked.name, 'mergemarkers') ?? 'basic') : internal;
    if (own === 'basic' && !(premerge && internal !== 'basic')) return labels;
    const template =
      external && own !== 'basic' ? this.#settings.text(picked.name, 'mergemarkertemplate') : undefined;
    return detailedLabels(repo, messages, this.#versions, labels, template, premerge || !external);
  }

  #afterFailure(): void {
    const { repo, messages } = this.#context;
    const action = repo.config.get('merge', 'on-failure');
    if (action !== 'halt' && action !== 'prompt') return;
    if (action === 'prompt' && messages.choose('continue merge operation (yn)?', ['y', 'n'], 0) === 0) return;
    throw new MergeHalted();
  }

  /** Tries a plain merge before the tool. `keep`: its conflict markers stay for the tool. */
  #premerge(picked: PickedTool, labels: SideLabels): 'merged' | 'restore' | 'keep' | 'none' {
    const { name, command } = picked;
    const { messages } = this.#context;
    const { local, other } = this.#versions;
    if (this.#symlink || local.absent || other.absent) return 'none';
    let wanted: ByteString | boolean | undefined =
      command === undefined ? !this.#binary : this.#settings.maybeFlag(name, 'premerge', !this.#binary);
    if (wanted === undefined) {
      wanted = (this.#settings.text(name, 'premerge') ?? '').toLowerCase();
      if (!['keep', 'keep-merge3', 'keep-mergediff'].includes(wanted))
        throw new ConfigError(
          `${name}.premerge not valid ('${wanted}' is neither boolean nor 'keep', 'keep-merge3', 'keep-mergediff')`,
        );
    }
    if (wanted === false) return 'none';
    const style: ConflictStyle =
      wanted === 'keep-merge3' ? 'merge3' : wanted === 'keep-mergediff' ? 'mergediff' : 'merge';
    const failed = this.#simpleMerge(picked, style, labels, true);
    if (!failed) {
      messages.debug(' premerge successful\n');
      return 'merged';
    }
    return wanted === true ? 'restore' : 'keep';
  }

  /** @returns true when there were conflicts. */
  #simpleMerge(picked: PickedTool, style: ConflictStyle, all: SideLabels, quiet: boolean): boolean {
    const { local } = this.#versions;
    const texts = this.#texts(quiet);
    if (texts === undefined) return true;
    const shown = style === 'merge' ? all.slice(0, 2) : all;
    const [a, b, base] = this.#labelled(picked, shown, quiet);
    const named: MergeLabels = {
      ...(a !== undefined && { a }),
      ...(b !== undefined && { b }),
      ...(base !== undefined && { base }),
    };
    const { text, conflicts } = mergeTexts(texts[0], texts[1], texts[2], style, named);
    this.#context.files.writeExactly(local.path, text, local.flags);
    return conflicts;
  }

  #decodedTexts(): MergeTexts {
    const { files } = this.#context;
    const { local, other, base } = this.#versions;
    const decoded = (version: FileVersion): Uint8Array => files.decoded(version.path, version.content());
    return { local: decoded(local), base: decoded(base), other: decoded(other) };
  }

  /** Base, local and other as they are on disk, or as partial tools have left them; undefined when one of them is binary. */
  #texts(quiet: boolean): readonly [Uint8Array, Uint8Array, Uint8Array] | undefined {
    const { local, other, base } = this.#versions;
    const texts = this.#prepared ?? this.#decodedTexts();
    const binary = isBinary(texts.local)
      ? local
      : isBinary(texts.base)
        ? base
        : isBinary(texts.other)
          ? other
          : undefined;
    if (binary === undefined) return [texts.base, texts.local, texts.other];
    if (!quiet) this.#context.messages.warn(`warning: ${binary.path} looks like a binary file.\n`);
    return undefined;
  }

  /** @returns true when it failed. */
  #runTool(picked: PickedTool, labels: SideLabels, backup: FileBackup | undefined): boolean {
    const { repo, messages, files } = this.#context;
    const versions = this.#versions;
    const { local, other, base } = versions;
    if (picked.command !== undefined)
      return runExternalTool(
        { repo, messages, settings: this.#settings, name: picked.name, command: picked.command },
        versions,
        this.#labelled(picked, labels),
        backup,
      );
    switch (picked.name) {
      case ':merge3':
        return this.#simpleMerge(picked, 'merge3', labels, false);
      case ':merge3-lie-about-conflicts':
        this.#simpleMerge(picked, 'merge3', labels, false);
        return false;
      case ':mergediff':
        return this.#simpleMerge(picked, 'mergediff', labels, false);
      case ':union':
      case ':merge-local':
      case ':merge-other': {
        const texts = this.#texts(false);
        if (texts === undefined) return true;
        const favour = picked.name === ':union' ? 'union' : picked.name === ':merge-local' ? 'a' : 'b';
        files.writeExactly(local.path, mergeFavouring(...texts, favour), local.flags);
        return false;
      }
      case ':tagmerge': {
        const merged = mergeTags(base.content(), local.content(), other.content());
        if (merged.conflicts.length > 0) {
          messages.warn(
            `automatic .hgtags merge failed\nthe following ${merged.conflicts.length} tags are in conflict: ${merged.conflicts.toSorted().join(', ')}\n`,
          );
          return true;
        }
        files.write(local.path, merged.content, local.flags);
        return false;
      }
      case ':dump':
      case ':forcedump':
        files.writeExactly(
          `${local.path}.local`,
          files.decoded(local.path, local.content()),
          local.flags === 'l' ? '' : local.flags,
        );
        files.write(`${local.path}.other`, other.content(), other.flags);
        files.write(`${local.path}.base`, base.content(), base.flags);
        return true;
      default:
        return this.#simpleMerge(picked, 'merge', labels, false);
    }
  }

  /** What a tool's settings say must be true of its result. @returns true when it is not. */
  #checkFails(name: ByteString, backup: FileBackup | undefined): boolean {
    const { repo, messages, files } = this.#context;
    const { path } = this.#versions.local;
    const settings = this.#settings;
    const check = settings.list(name, 'check');
    const now = files.readExactly(path);
    let failed = false;
    if (settings.flag(name, 'checkconflicts') || check.includes('conflicts'))
      failed = now !== undefined && hasMarkers(now);
    if (check.includes('prompt')) {
      if (messages.choose(`was merge of '${path}' successful (yn)?`, ['y', 'n'], 1) === 1) failed = true;
    } else if (!failed && (settings.flag(name, 'checkchanged') || check.includes('changed'))) {
      const before = backup?.read();
      if (before !== undefined && now !== undefined && equalBytes(before, now)) {
        const question = ` output file ${path} appears unchanged\nwas merge successful (yn)?`;
        if (messages.choose(question, ['y', 'n'], 1) === 1) failed = true;
      }
    }
    if (settings.flag(name, 'fixeol')) matchLineEnds(files, path, backup?.read(), repo);
    return failed;
  }
}

/** The merge is to be stopped after a failure; what was done until then is kept. */
export class MergeHalted extends StateError {
  constructor() {
    super('merge halted after failed merge (see hg resolve)');
  }
}

/** Lines that a merge with conflicts leaves. */
export const CONFLICT_MARKERS = /^(<<<<<<<.*|=======.*|------- .*|\+\+\+\+\+\+\+ .*|>>>>>>>.*)$/m;

function hasMarkers(content: Uint8Array): boolean {
  return CONFLICT_MARKERS.test(byteStringOf(content));
}

function matchLineEnds(
  files: WorkingFiles,
  path: ByteString,
  before: Uint8Array | undefined,
  _repo: Repository,
): void {
  const now = files.readExactly(path);
  if (before === undefined || now === undefined) return;
  const style = (content: Uint8Array): 'crlf' | 'lf' | 'none' =>
    isBinary(content)
      ? 'none'
      : byteStringOf(content).includes('\r\n')
        ? 'crlf'
        : content.includes(10)
          ? 'lf'
          : 'none';
  const wanted = style(before);
  const has = style(now);
  if (wanted === 'none' || has === 'none' || wanted === has) return;
  const text = byteStringOf(now);
  const fixed = wanted === 'crlf' ? text.replaceAll('\n', '\r\n') : text.replaceAll('\r\n', '\n');
  files.overwrite(
    path,
    Uint8Array.from(fixed, (char) => char.charCodeAt(0)),
  );
}
