/** The styles with a look of their own: compact, changelog, xml. */
import type { Style } from './style.js';

const ID = '{label("log.changeset changeset.{phase}", rev)}';
const COMPACT_TAIL =
  '   {label("log.node", node|short)}   {label("log.date", date|isodate)}   {label("log.user", USER)}\\n' +
  '  {label("ui.note log.description", TEXT)}\\n\\n';
const compact = (user: string, text: string) => COMPACT_TAIL.replace('USER', user).replace('TEXT', text);

const COMPACT: Style = {
  compact_tags: '{if(tags, "[{join(tags, ",")}]")}',
  compact_bookmarks: '{if(bookmarks, "[{join(bookmarks, ",")}]")}',
  compact_parent: '{label("log.changeset changeset.{phase}", rev)}',
  compact_parents: '{if(parents, ":{join(parents % "{compact_parent}", ",")}")}',
  changeset: `${ID}{compact_tags}{compact_bookmarks}{compact_parents}${compact('author|user', 'desc|firstline|strip')}`,
  changeset_verbose: `${ID}{compact_tags}{compact_parents}${compact('author', 'desc|strip')}`,
  changeset_quiet: `${ID}:{label("log.node", node|short)}\\n`,
};

const CHANGELOG: Style = {
  header: '{date|shortdate}  {author|person}  <{author|email}>\\n\\n',
  header_verbose: '',
  changelog_tags: '{tags % " [{tag}]"}{branches % " <{branch}>"}',
  changeset:
    `{if(files, "\\t* {"{join(files, ", ")}:"|fill68|tabindent}\\n\\t", "\\t* ")}` +
    `{desc|fill68|tabindent|strip}\\n\\t[{node|short}]{changelog_tags}\\n\\n`,
  changeset_verbose:
    `{date|isodate}  {author|person}  <{author|email}>  ({node|short}{changelog_tags})\\n\\n` +
    `{if(file_adds, "\\t* {"{join(file_adds, ", ")}: new file."|fill68|tabindent}\\n")}` +
    `{if(file_dels, "\\t* {"{join(file_dels, ", ")}: deleted file."|fill68|tabindent}\\n")}` +
    `{if(files, "\\t* {"{join(files, ", ")}:"|fill68|tabindent}\\n\\t", "\\t* ")}` +
    `{desc|fill68|tabindent|strip}\\n\\n`,
  changeset_quiet: '\\t* {desc|firstline|fill68|tabindent|strip}\\n\\n',
};

const XML_HEAD =
  '<logentry revision="{rev}" node="{node}">\\n' +
  '{branches % "<branch>{branch|xmlescape}</branch>\\n"}' +
  '{bookmarks % "<bookmark>{bookmark|xmlescape}</bookmark>\\n"}' +
  '{tags % "<tag>{tag|xmlescape}</tag>\\n"}' +
  '{parents % "{xml_parent}"}' +
  '<author email="{author|email|xmlescape}">{author|person|xmlescape}</author>\\n' +
  '<date>{date|rfc3339date}</date>\\n' +
  '<msg xml:space="preserve">{desc|xmlescape}</msg>\\n';
const XML_DETAILS =
  '<paths>\\n' +
  `{file_adds % '<path action="A">{file|xmlescape}</path>\\n'}` +
  `{file_dels % '<path action="R">{file|xmlescape}</path>\\n'}` +
  `{file_mods % '<path action="M">{file|xmlescape}</path>\\n'}` +
  '</paths>\\n' +
  `{if(file_copies, '<copies>\\n{file_copies % "{xml_copy}"}</copies>\\n')}`;

const XML: Style = {
  docheader: '<?xml version="1.0"?>\\n<log>\\n',
  docfooter: '</log>\\n',
  xml_parent: '<parent revision="{rev}" node="{node}" />\\n',
  xml_copy: '<copy source="{source|xmlescape}">{name|xmlescape}</copy>\\n',
  xml_extra: '<extra key="{key|xmlescape}">{value|xmlescape}</extra>\\n',
  changeset: `${XML_HEAD}</logentry>\\n`,
  changeset_verbose: `${XML_HEAD}${XML_DETAILS}</logentry>\\n`,
  changeset_debug: `${XML_HEAD}${XML_DETAILS}{extras % "{xml_extra}"}</logentry>\\n`,
};

export const OTHER_STYLES: Readonly<Record<string, Style>> = {
  compact: COMPACT,
  changelog: CHANGELOG,
  xml: XML,
};
