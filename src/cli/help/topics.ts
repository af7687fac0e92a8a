/** The help topics that are not commands. */
import { TEXTS } from './topic-texts.js';

export interface Topic {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly title: string;
  readonly group: string;
  readonly text: string;
}

export const TOPIC_GROUPS: readonly string[] = [
  'Mercurial identifiers',
  'Mercurial output',
  'Mercurial configuration',
  'Concepts',
];

export const TOPICS: readonly Topic[] = TEXTS;

/** By name, alias or unambiguous beginning. */
export function findTopic(name: string): Topic | undefined {
  const exact = TOPICS.find((topic) => topic.name === name || topic.aliases.includes(name));
  return exact;
}

/** The part under a heading, its heading included; headings compare without case. */
export function topicSection(topic: Topic, name: string): string | undefined {
  const blocks = topic.text.trim().split(/\n\s*\n/);
  const isHeading = (block: string): boolean => /^.+\n[=-]{3,}$/.test(block);
  const at = blocks.findIndex(
    (block) => isHeading(block) && (block.split('\n')[0] as string).toLowerCase() === name.toLowerCase(),
  );
  if (at < 0) return undefined;
  let end = at + 1;
  while (end < blocks.length && !isHeading(blocks[end] as string)) end++;
  return blocks.slice(at, end).join('\n\n');
}
