/** Texts of the help topics, in the small markup of `renderText`. */
import type { Topic } from './topics.js';

export const TEXTS: readonly Topic[] = [
  {
    name: 'revisions',
    aliases: ['revs', 'revset', 'revsets', 'multirevs', 'mrevs'],
    title: 'Naming Revisions',
    group: 'Mercurial identifiers',
    text: `A changeset has a number, which is local to one repository and counts from 0, and a node: 40 hex digits that are the same everywhere.

Wherever a revision is expected you may write

- a number; negative ones count from the end: -1 is the tip
- a node, or as many of its first digits as are unambiguous
- the name of a bookmark, tag or branch (a branch means its tip)
- tip, the newest changeset; null, the empty one before the first; and a dot, the parent of the working directory
- an expression of the revision set language

Sets
====

Names combine with operators: x::y (everything from x to y along the graph), x:y (by number), x and y, x or y, not x, x - y, x^ (parent), x~2 (second ancestor along first parents).

Functions select by what changesets hold: ancestors(x), descendants(x), heads(x), roots(x), parents(x), children(x), branch(name), user(text), desc(text), keyword(text), date(when), file(pattern), merge(), draft(), public(), secret(), limit(x, n), last(x, n), reverse(x), sort(x, key), all().

Examples
========

  qs log -r 'branch(default) and user(jane)'
  qs log -r 'ancestors(tip) - ancestors(1.0)'
  qs log -r 'sort(date(">2024-01-01") and merge(), -date)'`,
  },
  {
    name: 'patterns',
    aliases: ['filepatterns'],
    title: 'File Name Patterns',
    group: 'Mercurial identifiers',
    text: `A plain name on the command line is a path relative to the current directory: a file, or a directory with all below it. A kind in front changes that:

- path: a path from the root of the repository
- relpath: a path from the current directory
- rootfilesin: the files of one directory, not those below it
- glob: a shell pattern from the current directory; relglob: the same at any depth
- re: a regular expression from the root; relre: the same anywhere in the path
- listfile: and listfile0: patterns in a file, one per line or separated by NUL
- set: an expression of the file set language

In globs, * stops at a slash, ** does not, ? is one character, [a-z] one of a range and {a,b} one of several words.`,
  },
  {
    name: 'dates',
    aliases: [],
    title: 'Date Formats',
    group: 'Mercurial output',
    text: `Dates are accepted in many forms, among them

- Wed Dec 6 13:18:29 2006, with or without a zone such as +0200 or UTC
- 2006-12-06 13:18, 2006-12-06, Dec 6, 13:18, 3:39pm
- 1165432709 0: seconds since 1970 and seconds west of UTC
- today, yesterday, now

Ranges
======

Options that choose changesets by date take <DATE (that moment or before), >DATE (that moment or after), DATE to DATE, and -DAYS (within that many days).`,
  },
  {
    name: 'color',
    aliases: ['colour'],
    title: 'Coloured Output',
    group: 'Mercurial output',
    text: `Output is coloured on terminals that can. ui.color, or --color on the command line, changes when: auto, always, never, or debug, which prints labels instead of colours.

Every piece of output has labels, such as status.modified or log.changeset. The section color gives a label its effects:

  [color]
  status.modified = blue bold
  diff.trailingwhitespace = bold red_background
  color.orange = 202
  log.branch = orange

Effects are bold, dim, italic, underline, inverse, black, red, green, yellow, blue, magenta, cyan, white, those colours with _background, and colours named in the section itself.`,
  },
  {
    name: 'templating',
    aliases: ['templates', 'template', 'style'],
    title: 'Templates',
    group: 'Mercurial output',
    text: `Commands that list things take -T with a template: text in which {keyword} is replaced, {keyword|filter} passes through a filter and {function(arguments)} computes.

  qs log -T '{rev}:{node|short} {desc|firstline}\\n'

Instead of a template, -T takes the name of a style: default, compact, changelog, json, cbor, pickle, debug.`,
  },
  {
    name: 'config',
    aliases: ['hgrc'],
    title: 'Configuration Files',
    group: 'Mercurial configuration',
    text: `Settings have a section and a name. quicksilver reads the files that Mercurial reads. Later ones override earlier ones.

Files
=====

- /etc/mercurial/hgrc and /etc/mercurial/hgrc.d/*.rc, for everybody on the machine
- $XDG_CONFIG_HOME/hg/hgrc (else ~/.config/hg/hgrc) and ~/.hgrc, for one user
- .hg/hgrc of a repository and .hg/hgrc-not-shared; in a share whose requirements say share-safe, the source's .hg/hgrc first

The environment variable HGRCPATH replaces all but the last line: it lists files and directories of *.rc files, and may be empty. --config section.name=value overrides everything.

Syntax
======

  [section]
  name = value
  other = first line
    and another line of the same value
  # a comment
  %include other-file
  %unset name

Lists are separated by commas or white space; words with either inside stand in double quotes. Truth is said as yes, true, on, 1 or always and denied as no, false, off, 0 or never.

Trusted
=======

A repository's file counts only when it belongs to you, or to somebody named under users or groups in the section trusted of your own files. A star trusts everybody.

Alias
=====

The section alias gives new names to commands with options. $1, $2 stand for arguments. After an exclamation mark comes a shell command.

  [alias]
  latest = log --limit 5
  top = !head -n $1 README`,
  },
  {
    name: 'environment',
    aliases: ['env'],
    title: 'Environment Variables',
    group: 'Mercurial configuration',
    text: `- HGRCPATH: configuration files to read instead of the usual ones
- HGRCSKIPREPO: leaves out the repository's own files
- HGPLAIN: output for programs: no colour, aliases, defaults, pager or translations; HGPLAINEXCEPT lists what stays: alias, color, i18n, pager, progress, revsetalias, templatealias
- HGUSER, EMAIL: the name on commits
- HGEDITOR, VISUAL, EDITOR: the editor, in this order
- PAGER: the pager
- HGENCODING, HGENCODINGMODE: the character set of the terminal`,
  },
  {
    name: 'pager',
    aliases: [],
    title: 'The Pager',
    group: 'Mercurial configuration',
    text: `On a terminal, commands with much to say send it through a pager: pager.pager, else the environment's PAGER. --pager says when: always, never, auto. ui.paginate = no switches it off, and attend-COMMAND = no in the section pager does so for one command.`,
  },
  {
    name: 'extensions',
    aliases: [],
    title: 'Extensions',
    group: 'Mercurial configuration',
    text: `What Mercurial offers as extensions is either built in here or absent; the section extensions is read so that existing files keep working, and a name that nobody knows gets a warning.`,
  },
  {
    name: 'phases',
    aliases: [],
    title: 'Phases',
    group: 'Concepts',
    text: `Every changeset is public (shared, never to change), draft (not yet shared) or secret (not to be shared). Ancestors are never more private than their descendants. Pushing and pulling make drafts public.`,
  },
  {
    name: 'evolution',
    aliases: [],
    title: 'Obsolete Changesets',
    group: 'Concepts',
    text: `A changeset that was rewritten stays in the repository with a marker that names its successors. Such changesets are hidden; --hidden shows them. A visible changeset that builds on one is an orphan.`,
  },
];
