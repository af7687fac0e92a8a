/** An opened repository. */
import type { RepoView } from '../store/index.js';

export interface Repository extends RepoView {}
