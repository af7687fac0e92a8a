/** The table of options in help: short name, long name with its value, text wrapped beside them. */
import type { ByteString } from '../../bytes/index.js';
import type { OptionDefinition } from '../command.js';
import { wrap } from './wrap.js';

/** Rows for the options that are shown; hidden ones are left out unless `verbose`. */
export function renderOptions(
  title: string,
  options: readonly OptionDefinition[],
  width: number,
  verbose: boolean,
): ByteString {
  const shown = options.filter((o) => verbose || !(o.advanced || o.deprecated || o.experimental));
  if (shown.length === 0) return '';
  const rows = shown.map((option) => {
    const short = option.short === '' ? '   ' : `-${option.short} `;
    const value = option.kind === 'flag' ? '' : ` ${option.valueName ?? 'VALUE'}`;
    const many = option.kind === 'list' ? ' [+]' : '';
    const marks = [
      option.advanced ? ' (ADVANCED)' : '',
      option.deprecated ? ' (DEPRECATED)' : '',
      option.experimental && !option.help.includes('(EXPERIMENTAL)') ? ' (EXPERIMENTAL)' : '',
    ].join('');
    const fallback =
      option.default === undefined || option.default === '' ? '' : ` (default: ${option.default})`;
    return { left: `${short}--${option.long}${value}${many}`, text: option.help + fallback + marks };
  });
  const hasShort = shown.some((option) => option.short !== '');
  const left = rows.map((row) => (hasShort ? row.left : row.left.slice(3)));
  const column = Math.max(...left.map((text) => text.length)) + 2;
  const plus = shown.some((option) => option.kind === 'list') ? ' ([+] can be repeated)' : '';
  let out = `${title}${plus}:\n\n`;
  rows.forEach((row, i) => {
    const lines = wrap(row.text, Math.max(width - column, 20));
    out += ` ${(left[i] as string).padEnd(column - 1)}${lines[0] ?? ''}\n`;
    for (const line of lines.slice(1)) out += `${' '.repeat(column)}${line}\n`;
  });
  return out;
}
