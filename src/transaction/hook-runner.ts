/** Hooks from the configuration: shell commands, and functions that a program registers. */
import type { ByteString } from '../bytes/index.js';
import { HgError } from '../errors/index.js';
import { type CommandRunner, describeEnd } from '../platform/index.js';
import type { HookRunner } from './hooks.js';
import type { HookArguments } from './transaction.js';

export interface ConfiguredHook {
  /** As in the section: `pretxnclose.mail`. */
  readonly name: string;
  /** A shell command, or a function that returns true to refuse. */
  readonly action: ByteString | ((hookArguments: HookArguments) => boolean);
  /** Programs that it starts print for programs (`HGPLAIN`). Default true. */
  readonly isPlain?: boolean;
  /** It stands in a file of somebody who is not trusted: never run, and said so. */
  readonly isUntrusted?: boolean;
}

export interface HookRunnerOptions {
  /** The section `hooks` in its order, without `priority.*` and without empty values. */
  readonly hooks: readonly ConfiguredHook[];
  /** `hooks.priority.NAME`; higher runs first. */
  readonly priorities?: ReadonlyMap<string, number>;
  /** Absolute; also the directory in which commands run. */
  readonly root: ByteString;
  /** The program, for `HG` in the environment. */
  readonly program: ByteString;
  readonly commands: CommandRunner | undefined;
  /** Written before a command runs, so that output comes in order. */
  readonly flush: () => void;
  /** Get a message without newline. */
  readonly warn: (message: ByteString) => void;
  readonly note: (message: ByteString) => void;
}

/** What is wrong with a hook, in words for the user. */
interface Failure {
  readonly message: ByteString;
  readonly hint?: ByteString;
}

export function createHookRunner(options: HookRunnerOptions): HookRunner {
  const byType = new Map<string, ConfiguredHook[]>();
  for (const hook of options.hooks) {
    const type = hook.name.split('.', 1)[0] as string;
    byType.set(type, [...(byType.get(type) ?? []), hook]);
  }
  const priority = (hook: ConfiguredHook) => options.priorities?.get(hook.name) ?? 0;
  for (const hooks of byType.values()) hooks.sort((a, b) => priority(b) - priority(a));

  function runOne(
    hook: ConfiguredHook,
    type: string,
    hookArguments: HookArguments,
    pending: (() => boolean) | undefined,
  ): Failure | undefined {
    const { action, name, isUntrusted } = hook;
    if (isUntrusted === true)
      return { message: `untrusted hook ${name} not executed`, hint: "see 'hg help config.trusted'" };
    if (typeof action !== 'string') {
      options.note(`calling hook ${name}`);
      return action(hookArguments) ? { message: `${name} hook failed` } : undefined;
    }
    if (action.startsWith('python:'))
      return {
        message: `${name} hook is invalid: "${action}" needs Python, which is not there`,
        hint: 'write it as a shell command',
      };
    if (options.commands === undefined)
      return { message: `${name} hook cannot run: there are no commands here` };
    options.note(`running hook ${name}: ${action}`);
    const environment = new Map<string, ByteString>([
      ['HG', options.program],
      ['HGPLAIN', hook.isPlain === false ? '' : '1'],
      ['HG_HOOKTYPE', type],
      ['HG_HOOKNAME', name],
    ]);
    for (const [key, value] of hookArguments) environment.set(`HG_${key}`, value);
    if (pending?.() === true) environment.set('HG_PENDING', options.root);
    options.flush();
    const end = options.commands.run({ command: action, directory: options.root, environment });
    if (end.status === 0 && end.signal === undefined) return undefined;
    return { message: `${name} hook ${describeEnd(end)}` };
  }

  return {
    has: (name) => byType.has(name),
    run: (name, hookArguments, { refusable, pending }) => {
      for (const hook of byType.get(name) ?? []) {
        const failure = runOne(hook, name, hookArguments, pending);
        if (failure === undefined) continue;
        const { message, hint } = failure;
        if (refusable) throw new HgError('hook', message, hint === undefined ? {} : { hint });
        options.warn(`warning: ${message}`);
      }
    },
  };
}
