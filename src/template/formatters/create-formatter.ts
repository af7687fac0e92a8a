/** Chooses the formatter that `-T` asks for. */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { Formatter } from '../formatter.js';
import type { TemplateSpec } from '../resolve-template.js';
import type { TemplateResources } from '../resources.js';
import { Templater } from '../templater.js';
import { ItemFormatter } from './item-formatter.js';
import { CborSink, DebugSink, JsonSink } from './serialised.js';
import { TemplateSink } from './template-sink.js';

/**
 * The formatter of one list.
 * @param topic what is listed: the name of the command, as a rule.
 * @param plain makes the formatter for plain output, which belongs to the user interface.
 */
export function createFormatter(
  spec: TemplateSpec,
  topic: string,
  resources: TemplateResources,
  write: (text: ByteString) => void,
  plain: () => Formatter,
): Formatter {
  if (spec.kind === 'default') return plain();
  if (spec.kind === 'builtin') {
    if (spec.format === 'json') return new ItemFormatter(new JsonSink(write, resources.storedText));
    if (spec.format === 'cbor') return new ItemFormatter(new CborSink(write));
    if (spec.format === 'debug') return new ItemFormatter(new DebugSink(topic, write));
    throw new HgError('abort', "the format 'pickle' belongs to Python and is not supported", {
      hint: "use 'json' or 'cbor'",
    });
  }
  const templater = new Templater(resources, { templates: spec.templates, aliases: spec.aliases });
  return new ItemFormatter(new TemplateSink(templater, spec.name ?? topic, spec.name === undefined, write));
}
