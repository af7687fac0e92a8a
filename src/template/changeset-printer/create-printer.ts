/** Chooses the printer that a template option asks for. */
import { HgError } from '../../errors/index.js';
import type { RepoView } from '../../store/index.js';
import type { TemplateSpec } from '../resolve-template.js';
import type { TemplateResources } from '../resources.js';
import { Templater } from '../templater.js';
import { DefaultPrinter } from './default-printer.js';
import type { ChangesetPrinter, PatchTexts, WriteText } from './printer.js';
import { StructuredPrinter } from './structured-printer.js';
import { TemplatePrinter } from './template-printer.js';

/**
 * @param write gets text that is complete with colour codes (`resources.label` makes them); a caller that draws a graph
 * collects it.
 */
export function createChangesetPrinter(
  spec: TemplateSpec,
  resources: TemplateResources & { readonly repo: RepoView },
  write: WriteText,
  patch?: PatchTexts,
): ChangesetPrinter {
  if (spec.kind === 'default') {
    const templater = new Templater(resources, { templates: new Map() });
    return new DefaultPrinter(resources, write, (rev) => templater.scope(rev), patch);
  }
  if (spec.kind === 'builtin') {
    if (spec.format === 'json' || spec.format === 'cbor')
      return new StructuredPrinter(spec.format, resources, write, patch);
    throw new HgError('abort', `"${spec.format}" not in template map`);
  }
  const templater = new Templater(resources, { templates: spec.templates, aliases: spec.aliases });
  return new TemplatePrinter(templater, spec.name ?? 'changeset', write, patch);
}
