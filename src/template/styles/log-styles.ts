/** The styles that look like the default log: default, phases, bisect, status, show. */
import type { ByteString } from '../../bytes/index.js';
import type { Style } from './style.js';

/** One line with a label, in template syntax. */
const line = (label: ByteString, text: ByteString) => `{label("${label}", "${text}")}\\n`;
const when = (condition: ByteString, text: ByteString) => `{if(${condition}, "${text}")}`;

const LABELS =
  'log.changeset changeset.{phase}{if(obsolete, " changeset.obsolete")}' +
  '{if(instabilities, " changeset.unstable {join(instabilities % "instability.{instability}", " ")}")}';

const SHARED: Style = {
  log_labels: LABELS,
  log_id: '{label("{log_labels}", "changeset:   {rev}:{node|short}")}\\n',
  log_full_id: '{label("{log_labels}", "changeset:   {rev}:{node}")}\\n',
  log_branch: `{branches % "${line('log.branch', 'branch:      {branch}')}"}`,
  log_bookmarks: `{bookmarks % "${line('log.bookmark', 'bookmark:    {bookmark}')}"}`,
  log_tags: `{tags % "${line('log.tag', 'tag:         {tag}')}"}`,
  log_parents: `{parents % "${line('log.parent changeset.{phase}', 'parent:      {rev}:{node|formatnode}')}"}`,
  log_phase: line('log.phase', 'phase:       {phase}'),
  log_manifest: line('ui.debug log.manifest', 'manifest:    {manifest.rev}:{manifest.node}'),
  log_user: line('log.user', 'user:        {author}'),
  log_date: line('log.date', 'date:        {date|date}'),
  log_instability: when('instabilities', line('log.instability', `instability: {join(instabilities, ', ')}`)),
  log_fate: `{obsfate % "${line('log.obsfate', 'obsolete:    {fate}')}"}`,
  log_files: when('files', line('ui.note log.files', `files:       {join(files, ' ')}`)),
  log_debug_files:
    when('file_mods', line('ui.debug log.files', `files:       {join(file_mods, ' ')}`)) +
    when('file_adds', line('ui.debug log.files', `files+:      {join(file_adds, ' ')}`)) +
    when('file_dels', line('ui.debug log.files', `files-:      {join(file_dels, ' ')}`)),
  log_copies: when(
    'file_copies_switch',
    line('ui.note log.copies', `copies:      {join(file_copies_switch, ' ')}`),
  ),
  log_extras: `{extras % "${line('ui.debug log.extra', 'extra:       {key}={value|stringescape}')}"}`,
  log_summary: when('desc', line('log.summary', 'summary:     {desc|firstline}')),
  log_description: when(
    'desc',
    `${line('ui.note log.description', 'description:')}${line('ui.note log.description', '{desc}')}\\n`,
  ),
  changeset_quiet: line('log.node', '{rev}:{node|short}'),
};

/** The four forms of a style; `mark` stands after the id, `phase` after the names. */
function forms(options: {
  mark?: ByteString;
  phase?: boolean;
  fate?: boolean;
  files?: boolean;
  tail?: ByteString;
}): Style {
  const { mark = '', phase = false, fate = false, files = true, tail = '' } = options;
  const names = '{log_branch}{log_bookmarks}{log_tags}';
  const people = `{log_user}{log_date}${fate ? '{log_instability}{log_fate}' : '{log_instability}'}`;
  const head = `{log_id}${mark}${names}${phase ? '{log_phase}' : ''}{log_parents}${people}`;
  const end = files ? '{log_copies}' : '';
  return {
    changeset: `${head}{log_summary}${tail}\\n`,
    changeset_verbose: `${head}${files ? '{log_files}' : ''}${end}{log_description}${tail}\\n`,
    changeset_debug:
      `{log_full_id}${mark}${names}{log_phase}{log_parents}{log_manifest}${people}` +
      `${files ? '{log_debug_files}' : ''}${end}{log_extras}{log_description}${tail}\\n`,
  };
}

/** Modified, added (with copy sources) and removed files, one per line. */
const STATUS_LINES =
  `{if(files, "${line('ui.note log.files', 'files:')}")}` +
  `{file_mods % "${line('status.modified', 'M {file}')}{status_source}"}` +
  `{file_adds % "${line('status.added', 'A {file}')}{status_source}"}` +
  `{file_dels % "${line('status.removed', 'R {file}')}"}`;

export const LOG_STYLES: Readonly<Record<string, Style>> = {
  default: {
    ...SHARED,
    ...forms({ fate: true }),
    // Lists of files, too, have this look.
    status: '{status} {path}\\n{if(source, "  {source}\\n")}',
  },
  show: { ...SHARED, ...forms({ fate: true }) },
  phases: { ...SHARED, ...forms({ phase: true }) },
  bisect: {
    ...SHARED,
    ...forms({ mark: line('log.bisect{if(bisect, " bisect.{word(0, bisect)}")}', 'bisect:      {bisect}') }),
    changeset_quiet: `{label("log.bisect{if(bisect, " bisect.{word(0, bisect)}")}", bisect|shortbisect)} {rev}:{node|short}\\n`,
  },
  status: {
    ...SHARED,
    ...forms({ files: false, tail: '{status_lines}' }),
    status_lines: STATUS_LINES,
    status_source: `{if(get(file_copies_switch, file), "${line('status.copied', '  {get(file_copies_switch, file)}')}")}`,
  },
};
