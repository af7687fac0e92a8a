/** `qs debugformat`: which variants of the format the repository has, and which a new one would have. */
import type { Config } from '../../config/index.js';
import type { CommandDefinition } from '../command.js';

type Value = boolean | string;

interface Variant {
  readonly name: string;
  readonly repo: (has: (requirement: string) => boolean) => Value;
  readonly config: (config: Config) => Value;
  readonly default: Value;
}

/** A variant that one requirement stands for. */
function byRequirement(
  name: string,
  requirement: string,
  section: string,
  option: string,
  fallback: boolean,
): Variant {
  return {
    name,
    repo: (has) => has(requirement),
    config: (config) => config.getBool(section, option, fallback),
    default: fallback,
  };
}

/** Engines that a repository can have been made with, in order of preference. */
function configuredEngine(config: Config): string {
  for (const engine of (config.get('format', 'revlog-compression') ?? 'zstd, zlib').split(/[\s,]+/))
    if (engine === 'zstd' || engine === 'zlib' || engine === 'none') return engine;
  return 'zstd';
}

function repositoryEngine(has: (requirement: string) => boolean): string {
  if (has('revlog-compression-zstd') || has('exp-compression-zstd')) return 'zstd';
  return has('exp-compression-none') ? 'none' : 'zlib';
}

function configuredLevel(config: Config): string {
  return config.get('storage', `revlog.${configuredEngine(config)}.level`) ?? 'default';
}

const VARIANTS: readonly Variant[] = [
  byRequirement('fncache', 'fncache', 'format', 'usefncache', true),
  byRequirement('dirstate-v2', 'dirstate-v2', 'format', 'use-dirstate-v2', false),
  byRequirement('tracked-hint', 'dirstate-tracked-key-v1', 'format', 'use-dirstate-tracked-hint', false),
  byRequirement('dotencode', 'dotencode', 'format', 'dotencode', true),
  byRequirement('generaldelta', 'generaldelta', 'format', 'usegeneraldelta', true),
  byRequirement('share-safe', 'share-safe', 'format', 'use-share-safe', true),
  byRequirement('sparserevlog', 'sparserevlog', 'format', 'sparse-revlog', true),
  byRequirement('persistent-nodemap', 'persistent-nodemap', 'format', 'use-persistent-nodemap', false),
  byRequirement(
    'copies-sdc',
    'exp-copies-sidedata-changeset',
    'format',
    'exp-use-copies-side-data-changeset',
    false,
  ),
  byRequirement('revlog-v2', 'exp-revlogv2.2', 'experimental', 'revlogv2', false),
  byRequirement('changelog-v2', 'exp-changelog-v2', 'format', 'exp-use-changelog-v2', false),
  // Manifests and changelogs were stored as deltas only by versions of 2005; what can be read here never is.
  { name: 'plain-cl-delta', repo: () => true, config: () => true, default: true },
  { name: 'compression', repo: repositoryEngine, config: configuredEngine, default: 'zstd' },
  { name: 'compression-level', repo: () => 'default', config: configuredLevel, default: 'default' },
];

function display(value: Value): string {
  return typeof value === 'string' ? value : value ? 'yes' : 'no';
}

export const command: CommandDefinition = {
  name: 'debugformat',
  synopsis: '',
  summary: 'display format information about the current repository',
  help: 'One line per variant of the format. With --verbose also what the configuration asks for and what the default is.',
  category: 'none',
  argumentCount: [0, 0],
  options: [
    { short: 'T', long: 'template', kind: 'value', help: 'display with template', valueName: 'TEMPLATE' },
  ],
  run(context, _args, options) {
    const { ui } = context;
    const { requirements } = context.repo().store;
    const has = (requirement: string): boolean => requirements.has(requirement);
    const wide = ui.verbose;
    const nameWidth = Math.max('format-variant'.length, ...VARIANTS.map(({ name }) => name.length + 1));
    const formatter = ui.formatter('debugformat', options);
    const shown = (value: Value): Value => (formatter.isPlain ? display(value) : value);
    formatter.plain(`${'format-variant'.padEnd(nameWidth - 1)} repo${wide ? ' config default' : ''}\n`);
    for (const variant of VARIANTS) {
      const repo = variant.repo(has);
      const config = variant.config(ui.config);
      const state =
        repo !== config ? 'mismatchconfig' : repo !== variant.default ? 'mismatchdefault' : 'uptodate';
      const special = config === variant.default ? 'default' : 'special';
      formatter.startItem();
      formatter
        .labelled(`formatvariant.name.${state}`)
        .write('name', `%-${nameWidth}s`, formatter.isPlain ? `${variant.name}:` : variant.name);
      formatter.labelled(`formatvariant.repo.${state}`).write('repo', ' %3s', shown(repo));
      if (wide || !formatter.isPlain) {
        formatter.labelled(`formatvariant.config.${special}`).write('config', ' %6s', shown(config));
        formatter.labelled('formatvariant.default').write('default', ' %7s', shown(variant.default));
      }
      formatter.plain('\n');
    }
    formatter.end();
    return 0;
  },
};
