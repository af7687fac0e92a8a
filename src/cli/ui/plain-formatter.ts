/** The formatter without `-T`: writes the texts, drops the data. Here so that simple commands need not load templates. */
import type { ByteString } from '../../bytes/index.js';
import type { FieldValue, Formatter } from '../../template/index.js';
import { fixedPoint } from './fixed-point.js';
import type { Ui } from './ui.js';

/** `%s`, `%d`, `%-10s`, `%5d`, `%9.5f`, `%%`: as printf. */
export function formatPlain(format: string, values: readonly FieldValue[]): ByteString {
  let at = 0;
  return format.replace(
    /%(?:%|(-?)(0?)(\d*)(?:\.(\d+))?([sdif]))/g,
    (whole, minus, zero, width, precision, kind) => {
      if (whole === '%%') return '%';
      const value = values[at++];
      let text =
        value === null || value === undefined
          ? 'None'
          : value === true
            ? 'True'
            : value === false
              ? 'False'
              : String(value);
      if (kind === 'f') text = fixedPoint(Number(value), precision === undefined ? 6 : Number(precision));
      else if (kind === 's' && precision !== undefined) text = text.slice(0, Number(precision));
      const columns = Number(width || 0);
      if (minus === '-') return text.padEnd(columns);
      return text.padStart(columns, zero === '0' && kind !== 's' ? '0' : ' ');
    },
  );
}

const NOTHING: Formatter = {
  isPlain: true,
  startItem: () => undefined,
  context: () => undefined,
  data: () => undefined,
  write: () => undefined,
  conditionalWrite: () => undefined,
  labelled: () => NOTHING,
  plain: () => undefined,
  nested: () => NOTHING,
  needs: () => false,
  end: () => undefined,
};

export class PlainFormatter implements Formatter {
  readonly isPlain = true;
  readonly #ui: Ui;
  constructor(ui: Ui) {
    this.#ui = ui;
  }
  startItem(): void {}
  context(): void {}
  data(): void {}
  write(_names: string, format: string, ...values: FieldValue[]): void {
    this.#ui.write(formatPlain(format, values));
  }
  conditionalWrite(condition: boolean, _names: string, format: string, ...values: FieldValue[]): void {
    if (condition) this.#ui.write(formatPlain(format, values));
  }
  labelled(label: string): Pick<Formatter, 'write' | 'conditionalWrite' | 'plain'> {
    return {
      write: (_names, format, ...values) => this.#ui.write(formatPlain(format, values), label),
      conditionalWrite: (condition, _names, format, ...values) => {
        if (condition) this.#ui.write(formatPlain(format, values), label);
      },
      plain: (text) => this.#ui.write(text, label),
    };
  }
  plain(text: ByteString, label?: string): void {
    this.#ui.write(text, label);
  }
  nested(): Formatter {
    return NOTHING;
  }
  needs(): boolean {
    return false;
  }
  end(): void {}
}
