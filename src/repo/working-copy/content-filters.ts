/** `[encode]` and `[decode]`: commands that contents go through on their way from and to the working directory. */
import { type ByteString, hexOf } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { Matcher } from '../../match/index.js';
import { type CommandRunner, describeEnd, readFile, writeFile } from '../../platform/index.js';
import type { Repository } from '../repository.js';
import { temporaryDirectory } from '../temporary-directory.js';
import { configuredFilters, type FilterSection } from './configured-filters.js';

type Filter = readonly [matcher: Matcher, command: ByteString];

/** Of one repository. The first filter whose pattern matches a path counts, in the order of the configuration. */
export class ContentFilters {
  readonly #repo: Repository;
  readonly #filters = new Map<FilterSection, readonly Filter[]>();

  constructor(repo: Repository) {
    this.#repo = repo;
  }

  /** What a file on disk, or a link's target, is in history. @throws HgError when the filter fails */
  encode(path: ByteString, content: Uint8Array): Uint8Array {
    return this.#apply('encode', path, content);
  }

  /** What a version is on disk. @throws HgError when the filter fails */
  decode(path: ByteString, content: Uint8Array): Uint8Array {
    return this.#apply('decode', path, content);
  }

  #apply(section: FilterSection, path: ByteString, content: Uint8Array): Uint8Array {
    const filter = this.#of(section).find(([matcher]) => matcher.matches(path));
    if (filter === undefined) return content;
    const [, command] = filter;
    this.#repo.place.debug(`filtering ${path} through ${command}`);
    const { commands } = this.#repo.place.platform;
    if (commands === undefined) throw new HgError('abort', 'this platform cannot run filters');
    if (command.startsWith('tempfile:'))
      return this.#throughFiles(commands, command.slice('tempfile:'.length).trimStart(), content);
    return commands.filter(command.replace(/^pipe:\s*/, ''), content);
  }

  #of(section: FilterSection): readonly Filter[] {
    let filters = this.#filters.get(section);
    if (filters === undefined) {
      filters = configuredFilters(this.#repo.config, section).map(
        ({ name, value }) => [this.#repo.matcher([name]), value] as const,
      );
      this.#filters.set(section, filters);
    }
    return filters;
  }

  /** The command finds its input in INFILE, and its result is what it has written to OUTFILE. */
  #throughFiles(commands: CommandRunner, template: ByteString, content: Uint8Array): Uint8Array {
    const { platform } = this.#repo.place;
    const fs = platform.openFileSystem('/');
    const mark = hexOf(platform.random(6));
    const name = (side: string): ByteString => `${temporaryDirectory(platform)}/qs-filter-${side}-${mark}`;
    const [input, output] = [name('in'), name('out')];
    try {
      for (const path of [input, output]) fs.open(path.slice(1), 'exclusive').close();
      writeFile(fs, input.slice(1), content);
      const command = template.replaceAll('INFILE', () => input).replaceAll('OUTFILE', () => output);
      const end = commands.run({ command, environment: new Map() });
      if (end.status !== 0) throw new HgError('abort', `command '${command}' failed: ${describeEnd(end)}`);
      return readFile(fs, output.slice(1));
    } finally {
      for (const path of [input, output]) if (fs.stat(path.slice(1)) !== undefined) fs.remove(path.slice(1));
    }
  }
}
