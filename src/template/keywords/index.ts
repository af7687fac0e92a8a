/** All keywords by name. */
import type { ByteString } from '../../bytes/index.js';
import { declareChangesetNames } from '../scope.js';
import { CHANGESET_KEYWORDS } from './changeset-keywords.js';
import { FILE_KEYWORDS } from './file-keywords.js';
import type { Keyword } from './keyword.js';
import { OBSOLESCENCE_KEYWORDS } from './obsolescence-keywords.js';
import { OTHER_KEYWORDS } from './other-keywords.js';

export const KEYWORDS: ReadonlyMap<ByteString, Keyword> = new Map([
  ...CHANGESET_KEYWORDS,
  ...FILE_KEYWORDS,
  ...OBSOLESCENCE_KEYWORDS,
  ...OTHER_KEYWORDS,
]);

declareChangesetNames(
  [...KEYWORDS].filter(([, keyword]) => keyword.needs === 'changeset').map(([name]) => name),
);
