/** What the null revision looks like. */
import { NULL_NODE } from '../bytes/index.js';
import type { Changeset } from '../store/index.js';

export const NULL_CHANGESET: Changeset = {
  manifestNode: NULL_NODE,
  user: '',
  date: { seconds: 0, offset: 0 },
  files: [],
  description: '',
  extra: new Map([['branch', 'default']]),
  branch: 'default',
  closesBranch: false,
};
