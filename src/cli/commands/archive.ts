/** `qs archive`. */
import { fstatSync } from 'node:fs';
import { type ByteString, bytesOf, WDIR_REV } from '../../bytes/index.js';
import { HgError, InputError } from '../../errors/index.js';
import {
  type ArchiveMember,
  archiveMembers,
  archivePieces,
  archivePrefix,
  archiveTypeOf,
  decoded,
  type MembersRequest,
  writeFiles,
} from '../../repo/index.js';
import { archiveMetadata, METADATA_FILE } from '../archive/archive-metadata.js';
import type { CommandContext, CommandDefinition } from '../command.js';
import { WALK_OPTIONS } from '../diff/diff-options.js';
import { FileNamer, openOutputFile } from '../diff/output-file.js';
import { absolutePath } from '../find-repository.js';
import { revisionOf } from '../revisions.js';

export const command: CommandDefinition = {
  name: 'archive',
  argumentCount: [1, 1],
  synopsis: '[OPTION]... DEST',
  summary: 'write the files of a revision to a directory or an archive',
  help: `Writes the files of a revision, by default of the first parent of the working directory, without its history.

What is written, the name of DEST tells by its ending, or --type says:

"files"       a directory (what other names stand for)
"tar"         a tar archive
"tbz2"        a tar archive, compressed with bzip2
"tgz"         a tar archive, compressed with gzip
"txz"         a tar archive, compressed with xz
"uzip"        a zip archive without compression
"zip"         a zip archive

DEST may have the codes of \`export -o\` in it, such as "%h" for the hash; "-" is standard output, for archives. Members of an archive are in a directory named like it, or as --prefix says, which may have codes, too.

The file ".hg_archival.txt" says which revision it was, unless ui.archivemeta is off.

Returns 0 on success.`,
  category: 'import-export',
  options: [
    { short: '', long: 'no-decode', kind: 'flag', help: 'do not use decode filters' },
    {
      short: 'p',
      long: 'prefix',
      kind: 'value',
      help: 'directory of members in an archive',
      valueName: 'PREFIX',
    },
    { short: 'r', long: 'rev', kind: 'value', help: 'write this revision', valueName: 'REV' },
    { short: 't', long: 'type', kind: 'value', help: 'what to write', valueName: 'TYPE' },
    { short: 'S', long: 'subrepos', kind: 'flag', help: 'files of nested repositories, too' },
    ...WALK_OPTIONS,
  ],
  run(context, args, options) {
    const { ui, platform, cwd } = context;
    const repo = context.repo();
    const rev = revisionOf(context, options.value('rev'));
    if (rev < 0) throw new InputError('no working directory: please specify a revision');
    const namer = new FileNamer(context);
    const name = namer.name(args[0] as ByteString, { rev });
    const isStream = name === '-';
    const destination = absolutePath(cwd, name);
    if (destination === repo.root) throw new InputError('repository root cannot be destination');
    const type = archiveTypeOf(options.value('type'), name);
    let prefix = options.value('prefix') ?? '';
    if (isStream) {
      if (type === 'files') throw new InputError('cannot archive plain files to stdout');
      if (prefix === '') prefix = `${repo.root.slice(repo.root.lastIndexOf('/') + 1)}-%h`;
    }
    prefix = archivePrefix(namer.name(prefix, { rev }), name, type);
    const matcher = repo.matcher([], {
      include: options.list('include'),
      exclude: options.list('exclude'),
      cwd,
      rev,
    });
    const members = allMembers(context, {
      rev,
      matcher,
      prefix,
      decode: !options.flag('no-decode'),
      subrepos: options.flag('subrepos'),
      messages: ui,
    });
    const time = Math.trunc(rev === WDIR_REV ? platform.clock.now() : repo.changeset(rev).date.seconds);
    if (type === 'files') {
      writeFiles(platform.openFileSystem(destination), members, time, name);
      return 0;
    }
    const file = isStream ? undefined : openOutputFile(context, name);
    const base = isStream ? '' : name.slice(name.lastIndexOf('/') + 1);
    const isPipe = isStream && !fstatSync(1).isFile();
    for (const piece of archivePieces(members, { type, time, name: base, isPipe, platform }))
      if (file === undefined) ui.writeBytes(piece);
      else file.writeBytes(piece);
    file?.close();
    return 0;
  },
};

/** Files, and what tells where they come from. @throws HgError when there are no files */
function* allMembers(context: CommandContext, request: MembersRequest): Generator<ArchiveMember> {
  const repo = context.repo();
  const { rev, matcher, prefix } = request;
  if (context.ui.config.getBool('ui', 'archivemeta', true) && matcher.matches(METADATA_FILE)) {
    const content = decoded(repo, request, METADATA_FILE, bytesOf(archiveMetadata(context, rev)));
    yield { path: prefix + METADATA_FILE, executable: false, isLink: false, content };
  }
  let found = false;
  for (const member of archiveMembers(repo, request)) {
    found = true;
    yield member;
  }
  if (!found) throw new HgError('abort', 'no files match the archive pattern');
}
