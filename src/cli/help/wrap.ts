/** Breaks a paragraph into lines. */

/** Words of `text` in lines of at most `width` columns; a longer word gets a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (word === '') continue;
    if (line === '') line = word;
    else if (line.length + 1 + word.length <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

/**
 * Renders the small markup of help texts: paragraphs between empty lines are filled, indented lines stay as they are,
 * `- ` begins a list item, a line followed by `===` is a heading.
 */
export function renderText(text: string, width: number, indent: number): string {
  const pad = ' '.repeat(indent);
  const out: string[] = [];
  for (const block of text.trim().split(/\n\s*\n/)) {
    const lines = block.split('\n');
    if (lines.length === 2 && /^[=-]{3,}$/.test(lines[1] as string)) {
      out.push(lines.map((line) => pad + line).join('\n'));
    } else if (/^\s/.test(lines[0] as string)) {
      out.push(lines.map((line) => pad + line).join('\n'));
    } else if (/^- /.test(lines[0] as string)) {
      const items = block.split(/\n(?=- )/);
      out.push(
        items
          .map((item) =>
            wrap(item.slice(2), width - indent - 2)
              .map((line, i) => `${pad}${i === 0 ? '- ' : '  '}${line}`)
              .join('\n'),
          )
          .join('\n'),
      );
    } else
      out.push(
        ...[
          wrap(block, width - indent)
            .map((line) => pad + line)
            .join('\n'),
        ],
      );
  }
  return `${out.join('\n\n')}\n`;
}
