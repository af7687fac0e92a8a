/** Names of files that commands write (`-o`): templates with hg's `%` codes. */
import { type ByteString, bytesOf } from '../../bytes/index.js';
import { FileSystemError, HgError, namingFile } from '../../errors/index.js';
import { type NamedValues, Templater } from '../../template/index.js';
import type { CommandContext } from '../command.js';
import { absolutePath } from '../find-repository.js';
import { templateResources } from '../template-resources.js';

/** What the codes stand for; codes without a value are errors. */
export interface FileNameValues {
  readonly rev: number;
  /** The file that is printed. */
  readonly path?: ByteString;
  /** Position and number of patches, and columns of revision numbers. */
  readonly sequence?: number;
  readonly total?: number;
  readonly revWidth?: number;
}

const COMMON: Readonly<Record<string, ByteString>> = {
  H: '{node}',
  R: '{rev}',
  h: '{node|short}',
  m: '{sub(r"[^\\w]", "_", desc|firstline)}',
  r: '{if(revwidth, pad(rev, revwidth, "0", left=True), rev)}',
  b: '{basename(reporoot)}',
};
const OF_FILE: Readonly<Record<string, ByteString>> = {
  s: '{basename(path)}',
  d: '{if(dirname(path), dirname(path), ".")}',
  p: '{path}',
};
const OF_SERIES: Readonly<Record<string, ByteString>> = {
  N: '{total}',
  n: '{pad(seqno, totaldigits, "0", left=True)}',
};

/** The template that a format stands for. @throws HgError `abort` for unknown codes. */
function templateOf(format: ByteString, { path, total }: FileNameValues): ByteString {
  const codes = {
    ...COMMON,
    ...(path === undefined ? {} : OF_FILE),
    ...(total === undefined ? {} : OF_SERIES),
  };
  return format.replace(/%([\s\S]?)|\\/g, (all, code: string | undefined) => {
    if (code === undefined) return '\\\\';
    if (code === '') throw new HgError('abort', 'incomplete format spec in output filename');
    if (code === '%') return '%';
    const template = Object.hasOwn(codes, code) ? codes[code as 'H'] : undefined;
    if (template === undefined) throw new HgError('abort', `invalid format spec '${all}' in output filename`);
    return template;
  });
}

/** Makes names from formats; the template language is set up once. */
export class FileNamer {
  readonly #templater: Templater;
  readonly #root: ByteString;

  constructor(context: CommandContext) {
    this.#root = context.repo().root;
    this.#templater = new Templater(templateResources(context), { templates: new Map() });
  }

  /** @throws HgError `abort`, ParseError when the format is no valid template. */
  name(format: ByteString, values: FileNameValues): ByteString {
    const { rev, path, sequence, total, revWidth } = values;
    const named: NamedValues = {
      reporoot: this.#root,
      revwidth: revWidth ?? 0,
      ...(total === undefined ? {} : { total, seqno: sequence ?? 1, totaldigits: String(total).length }),
    };
    const scope = this.#templater.scope(rev, named, path === undefined ? {} : { path });
    return this.#templater.compile(templateOf(format, values))(scope);
  }
}

/** Where a command writes instead of standard output. */
export interface OutputFile {
  write(text: ByteString): void;
  writeBytes(bytes: Uint8Array): void;
  close(): void;
}

/**
 * Opens a file below the current directory.
 * @param directories create the directories it is in.
 * @throws FileSystemError with the name as it was given.
 */
export function openOutputFile(
  context: CommandContext,
  name: ByteString,
  options: { readonly append?: boolean; readonly directories?: boolean } = {},
): OutputFile {
  const fs = context.platform.openFileSystem('/');
  const path = absolutePath(context.cwd, name).slice(1);
  return namingFile(name, () => {
    if (options.directories === true) {
      const slash = path.lastIndexOf('/');
      const directory = path.slice(0, Math.max(slash, 0));
      const kind = fs.stat(directory)?.kind;
      if (kind === undefined) fs.makeDirectory(directory, true);
    }
    if (fs.stat(path)?.kind === 'directory') throw new FileSystemError('EISDIR', path, 'Is a directory');
    const handle = fs.open(path, options.append === true ? 'append' : 'write');
    let end = options.append === true ? handle.size() : 0;
    const writeBytes = (bytes: Uint8Array): void => {
      namingFile(name, () => handle.writeAt(bytes, end));
      end += bytes.length;
    };
    return {
      writeBytes,
      write: (text) => writeBytes(bytesOf(text)),
      close: () => handle.close(),
    };
  });
}
