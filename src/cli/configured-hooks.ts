/** The hooks of the configuration: where commands of a repository, and the command line itself, get them from. */
import type { ByteString } from '../bytes/index.js';
import { utf8Of } from '../bytes/index.js';
import type { Platform } from '../platform/index.js';
import { hooksOfConfig } from '../repo/index.js';
import { type HookRunner, type HookValue, hookValueText } from '../transaction/index.js';
import type { OptionValue } from './argv/parse-options.js';
import type { OptionDefinition } from './command.js';
import type { Ui } from './ui/index.js';

/** @param directory absolute: the repository's, or the current one without a repository. */
export function configuredHooks(platform: Platform, ui: Ui, directory: ByteString): HookRunner {
  return hooksOfConfig(ui.config, {
    root: directory,
    program: platform.env('HG') ?? utf8Of(process.argv[1] ?? 'qs'),
    commands: platform.commands,
    isPlain: ui.plain,
    flush: () => ui.flush(),
    warn: (message) => ui.warn(`${message}\n`),
    note: (message) => ui.note(`${message}\n`),
  });
}

/** What the hooks around a command are told of it. */
export interface CommandLine {
  /** All of it, as it was given. */
  readonly words: readonly ByteString[];
  readonly args: readonly ByteString[];
  readonly definitions: readonly OptionDefinition[];
  readonly options: ReadonlyMap<string, OptionValue>;
}

function optionValue(definition: OptionDefinition, value: OptionValue | undefined): HookValue {
  const { kind, integer } = definition;
  if (typeof value === 'string') return integer === true ? Number(value) : value;
  if (value !== undefined) return value;
  return kind === 'flag' ? null : kind === 'list' ? [] : '';
}

/**
 * Runs a command between its hooks `pre-NAME` (which can keep it from running) and `post-NAME` or, when it throws, `fail-NAME`.
 * @throws HgError with code `hook`, and what the command throws.
 */
export async function betweenHooks(
  hooks: HookRunner,
  name: ByteString,
  line: CommandLine,
  run: () => Promise<number>,
): Promise<number> {
  const common = (): [string, ByteString][] => {
    const options = line.definitions.map(
      (definition) =>
        [
          definition.long.replaceAll('-', '_'),
          optionValue(definition, line.options.get(definition.long)),
        ] as const,
    );
    return [
      ['ARGS', line.words.join(' ')],
      ['PATS', hookValueText(line.args)],
      ['OPTS', hookValueText(new Map(options))],
    ];
  };
  const around = (when: 'pre' | 'post' | 'fail', more: readonly [string, ByteString][] = []): void => {
    const hook = `${when}-${name}`;
    if (hooks.has(hook)) hooks.run(hook, new Map([...common(), ...more]), { refusable: when === 'pre' });
  };
  around('pre');
  try {
    const code = await run();
    around('post', [['RESULT', String(code)]]);
    return code;
  } catch (error) {
    around('fail');
    throw error;
  }
}
