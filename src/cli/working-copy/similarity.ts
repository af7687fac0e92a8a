/** The option `--similarity`. */
import { InputError } from '../../errors/index.js';
import type { Options } from '../command.js';

/** 0 to 1. @param fallback in per cent. @throws InputError for what is no number from 0 to 100 */
export function similarityOf(options: Options, fallback: number): number {
  const text = options.value('similarity');
  if (text === undefined || text === '') return fallback / 100;
  const value = /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value)) throw new InputError('similarity must be a number');
  if (value < 0 || value > 100) throw new InputError('similarity must be between 0 and 100');
  return value / 100;
}
