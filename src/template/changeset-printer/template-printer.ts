/** Changesets through a template, with the texts before, between and after them. */
import type { ByteString } from '../../bytes/index.js';
import { copiesValue } from '../keywords/file-keywords.js';
import { type NamedValues, Scope } from '../scope.js';
import type { Templater } from '../templater.js';
import type { Value } from '../values/index.js';
import type { ChangesetPrinter, PatchTexts, ShowOptions, WriteText } from './printer.js';
import { patchText } from './printer.js';

const PARTS = ['header', 'footer', 'changeset', 'docheader', 'docfooter', 'separator'] as const;
type Part = (typeof PARTS)[number];

/** Names of the templates to use: `changeset_verbose` and the like where there are any. */
function chooseParts(
  templater: Templater,
  name: ByteString,
  prefix: ByteString,
): Partial<Record<Part, ByteString>> {
  const out: Partial<Record<Part, ByteString>> = {};
  const { verbosity } = templater.resources;
  const postfixes = [
    '',
    ...(verbosity === 'debug' ? ['_verbose', '_debug'] : verbosity === '' ? [] : [`_${verbosity}`]),
  ];
  for (const part of PARTS) {
    for (const postfix of postfixes) {
      const candidate = part === 'changeset' ? name + postfix : prefix + part + postfix;
      if (templater.has(candidate)) out[part] = candidate;
    }
  }
  return out;
}

/** Undefined for most changesets: there is nothing to look through then. */
function namedValues({ values, copies, graphWidth }: ShowOptions): NamedValues | undefined {
  if (copies === undefined && graphWidth === undefined) return values;
  const out: Record<string, Value> = { ...values };
  if (copies !== undefined) out.file_copies_switch = copiesValue(copies);
  if (graphWidth !== undefined) out.graphwidth = graphWidth;
  return out;
}

const NO_OPTIONS: ShowOptions = {};

export class TemplatePrinter implements ChangesetPrinter {
  readonly #templater: Templater;
  readonly #write: WriteText;
  readonly #patch: PatchTexts | undefined;
  readonly #parts: Partial<Record<Part, ByteString>>;
  readonly #changeset: ByteString;
  #index = 0;
  #lastHeader: ByteString | undefined;
  #footer: ByteString | undefined;

  /**
   * @param name the template of one changeset: `changeset` of a map file, or the name of a template of the configuration
   * (whose parts are `name:docheader` and so on).
   */
  constructor(templater: Templater, name: ByteString, write: WriteText, patch?: PatchTexts) {
    this.#templater = templater;
    this.#write = write;
    this.#patch = patch;
    this.#parts = chooseParts(templater, name, name === 'changeset' || name === '' ? '' : `${name}:`);
    this.#changeset = this.#parts.changeset ?? name;
    // `docheader` comes even before the first error of the main template.
    const head = this.#parts.docheader;
    if (head !== undefined) write(templater.render(head, templater.scope(undefined)));
  }

  show(rev: number, options: ShowOptions = NO_OPTIONS): void {
    const templater = this.#templater;
    const scope = new Scope(templater, rev, namedValues(options), this.#index);
    let out = '';
    const { separator, header, footer } = this.#parts;
    if (separator !== undefined && this.#index > 0) out += templater.render(separator, scope);
    this.#index++;
    if (header !== undefined) {
      const text = templater.render(header, scope);
      if (text !== this.#lastHeader) out += text;
      this.#lastHeader = text;
    }
    out += templater.render(this.#changeset, scope);
    this.#write(out + patchText(this.#patch, rev, options));
    if (footer !== undefined && this.#footer === undefined) this.#footer = templater.render(footer, scope);
  }

  close(): void {
    let out = this.#footer ?? '';
    const { docfooter } = this.#parts;
    if (docfooter !== undefined) out += this.#templater.render(docfooter, this.#templater.scope(undefined));
    if (out !== '') this.#write(out);
  }
}
