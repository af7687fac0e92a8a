/** Exit codes, plain and detailed (`ui.detailed-exit-code`). */
import type { HgErrorCode } from '../errors/index.js';

export const GENERAL_FAILURE = 255;

const DETAILED: Readonly<Partial<Record<HgErrorCode, number>>> = {
  input: 10,
  parse: 10,
  lookup: 10,
  state: 20,
  lock: 20,
  config: 30,
  hook: 40,
  corruption: 50,
  protocol: 100,
  remote: 100,
  security: 150,
  canceled: 250,
};

export function exitCodeOf(code: HgErrorCode, detailed: boolean): number {
  if (code === 'interrupted') return detailed ? 255 : 130;
  return detailed ? (DETAILED[code] ?? GENERAL_FAILURE) : GENERAL_FAILURE;
}
