import { expect } from 'vitest';
import type { MemoryFileSystem } from '../../../src/platform/index.js';
import { hasAbandonedTransaction, recover } from '../../../src/transaction/index.js';
import { samplePlaces, state } from '../../unit/transaction/sample.js';

type State = ReturnType<typeof state>;

/** Recovers, if there is something to recover; then the repository must be the old one or the new one as a whole. */
export function expectWhole(
  fs: MemoryFileSystem,
  states: { readonly old: State; readonly new: State },
  label: string,
): { readonly isNew: boolean; readonly recovered: boolean } {
  const places = samplePlaces(fs);
  const recovered = hasAbandonedTransaction(places);
  if (recovered) recover({ places, warn: (message) => expect.fail(`${label}: ${message}`) });
  const found = state(fs);
  const isNew = found['store/00changelog.i'] === states.new['store/00changelog.i'];
  expect(found, label).toEqual(isNew ? states.new : states.old);
  return { isNew, recovered };
}
