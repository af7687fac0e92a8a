/** The merge tools that are built in. */
import type { ByteString } from '../../bytes/index.js';

export interface InternalTool {
  /** `choice`: takes one side or none; `only`: merges without trying a plain merge before; `full`: after one has failed. */
  readonly kind: 'choice' | 'only' | 'full';
  /** Takes binary files and links. */
  readonly anything: boolean;
  /** Said with the path when it fails. */
  readonly failure: ((path: ByteString) => ByteString) | undefined;
  /** Refuses links and deleted files. */
  readonly checks: boolean;
}

const conflicts = (path: ByteString): ByteString =>
  `warning: conflicts while merging ${path}! (edit, then use 'hg resolve --mark')\n`;
const choice: InternalTool = { kind: 'choice', anything: true, failure: undefined, checks: false };
const markers: InternalTool = { kind: 'full', anything: false, failure: conflicts, checks: true };
const favouring: InternalTool = { kind: 'only', anything: false, failure: undefined, checks: true };

const TOOLS: ReadonlyMap<string, InternalTool> = new Map<string, InternalTool>([
  ['prompt', choice],
  ['local', choice],
  ['other', choice],
  ['fail', choice],
  ['merge', markers],
  ['merge3', markers],
  ['merge3-lie-about-conflicts', { ...markers, failure: () => '' }],
  ['mergediff', markers],
  ['union', markers],
  ['merge-local', favouring],
  ['merge-other', favouring],
  [
    'tagmerge',
    {
      ...favouring,
      checks: false,
      failure: (path) =>
        `automatic tag merging of ${path} failed! (use 'hg resolve --tool :merge' or another merge tool of your choice)\n`,
    },
  ],
  ['dump', { kind: 'full', anything: true, failure: undefined, checks: false }],
  ['forcedump', { kind: 'only', anything: true, failure: undefined, checks: false }],
]);

/** `:merge` or, as it was called once, `internal:merge`. */
function nameIn(tool: ByteString): string | undefined {
  const match = /^(?:internal)?:(.*)$/.exec(tool);
  return match?.[1];
}

export function isInternalTool(tool: ByteString): boolean {
  const name = nameIn(tool);
  return name !== undefined && TOOLS.has(name);
}

/** Of a tool that {@link isInternalTool}. */
export function internalTool(tool: ByteString): InternalTool {
  return TOOLS.get(nameIn(tool) as string) as InternalTool;
}
