/** All filters by name. */
import type { ByteString } from '../../bytes/index.js';
import type { Filter } from './filter.js';
import { OTHER_FILTERS } from './other-filters.js';
import { TEXT_FILTERS } from './text-filters.js';

export const FILTERS: ReadonlyMap<ByteString, Filter> = new Map([...TEXT_FILTERS, ...OTHER_FILTERS]);
