/** When V8 optimises functions. */
const LAUNCHER = Symbol.for('quicksilver.optimiseAfter');

/**
 * Sets how much work functions have to do before they are optimised, in numbers of V8's `--interrupt-budget`; undefined: Node's own number,
 * with which alone Node takes the compiled code that it brings along. Only the command's launcher sees to it: a library leaves the flags of
 * its process alone.
 */
export function optimiseAfter(work: number | undefined): void {
  const launcher = globalThis as { readonly [LAUNCHER]?: (work: number | undefined) => void };
  launcher[LAUNCHER]?.(work);
}
