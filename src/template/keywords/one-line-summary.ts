/** A changeset on one line. */
import type { ByteString } from '../../bytes/index.js';
import type { Renderer } from '../compiler.js';
import type { Scope } from '../scope.js';

const DEFAULT =
  `{separate(" ", label("oneline-summary.changeset", "{rev}:{node|short}"), ` +
  `join(filter(namespaces % "{ifeq(namespace, "branches", "", join(names % "{label("oneline-summary.{namespace}", name)}", " "))}"), " "), ` +
  `'"{label("oneline-summary.desc", desc|firstline)}"')}`;

/** In the template of `command-templates.oneline-summary` (`.COMMAND`, where there is one for a command), or our own. */
export function oneLineSummary(scope: Scope, command?: string): ByteString {
  const { templater } = scope;
  const { config } = templater.resources;
  const render = templater.cached<Renderer>('oneline-summary', () =>
    templater.compile(
      unquote(
        (command && config.get('command-templates', `oneline-summary.${command}`)) ||
          (config.get('command-templates', 'oneline-summary') ?? DEFAULT),
      ),
    ),
  );
  return render(scope);
}

/** Templates in the configuration may stand in quotes. */
export function unquote(text: ByteString): ByteString {
  if (text.length >= 2 && (text[0] === '"' || text[0] === "'") && text.at(-1) === text[0])
    return text.slice(1, -1);
  return text;
}
