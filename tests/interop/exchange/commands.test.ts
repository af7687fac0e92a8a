import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithHg, type HgResult, hg, temporaryDirectory } from '../hg.js';
import { qs } from '../qs.js';

type Tool = (cwd: string, args: readonly string[]) => HgResult;

/** Runs a story with one tool; hg prepares what is not looked at. */
class Story {
  readonly #tool: Tool;
  readonly root: string;
  readonly said: string[] = [];

  constructor(tool: Tool, root: string) {
    this.#tool = tool;
    this.root = root;
  }

  prepare(repo: string, ...args: readonly string[]): void {
    const { code, err } = hg(join(this.root, repo), args);
    if (code > 1) throw new Error(`${args.join(' ')}: ${err}`);
  }

  /** A changeset with one new file. */
  commit(repo: string, name: string, date: number): void {
    writeFileSync(join(this.root, repo, name), `${name}\n`);
    this.prepare(repo, 'commit', '-qAm', name, '-d', `${date} 0`);
  }

  look(repo: string, ...args: readonly string[]): void {
    const { out, err, code } = this.#tool(join(this.root, repo), args);
    this.said.push(`$ ${args.join(' ')}\n${out}${err}[${code}]`.replaceAll(this.root, 'ROOT'));
  }
}

function storyOf(tool: Tool, root: string, tell: (story: Story) => void): string[] {
  const story = new Story(tool, root);
  tell(story);
  return story.said;
}

const PHASES = ['log', '-T', '{rev} {phase} {bookmarks} {desc}\n'] as const;

describeWithHg('pull, push, clone, incoming and outgoing beside those of hg', () => {
  const same = (name: string, tell: (story: Story) => void) =>
    it(name, () => {
      const theirs = storyOf(hg, temporaryPlaces[name]?.[0] as string, tell);
      const ours = storyOf(qs, temporaryPlaces[name]?.[1] as string, tell);
      expect(ours).toEqual(theirs);
    }, 240_000);
  const names = [
    'changesets, heads, branches',
    'bookmarks and phases',
    'clones and bundles',
    'clones of what has something hidden or secret',
    'tree manifests come to empty repositories',
  ];
  const temporaryPlaces: Record<string, [string, string]> = {};
  for (const name of names) temporaryPlaces[name] = [temporaryDirectory(), temporaryDirectory()];

  same('changesets, heads, branches', (story) => {
    story.prepare('.', 'init', 'a');
    for (const date of [1, 2]) story.commit('a', `a${date}`, date);
    story.look('.', 'clone', 'a', 'b');
    story.commit('b', 'b1', 3);
    story.commit('a', 'a3', 4);
    story.look('b', 'outgoing');
    story.look('b', 'outgoing', '-G', '--stat');
    story.look('b', 'push');
    story.look('b', 'incoming', '-p');
    story.look('b', 'in', '-T', '{rev}:{desc}\n', '--bundle', 'in.hg');
    story.look('b', '-R', 'in.hg', 'log', '-r', 'bundle()', '-T', '{desc} {files}\n');
    story.look('b', 'pull', 'in.hg');
    story.look('b', 'pull');
    story.look('b', 'push', '-r', '.');
    story.look('b', 'push', '-f');
    story.prepare('b', 'branch', '-q', 'side');
    story.commit('b', 'side', 5);
    story.look('b', 'push');
    story.look('b', 'push', '--new-branch');
    story.look('a', 'pull', '-u', '../b');
    story.look('a', 'log', '-r', "outgoing('../b')", '-T', '{rev}\n');
    for (const where of ['nope', '../a/a1']) story.look('b', 'pull', where);
    story.look('b', 'push', 'nope');
    story.prepare('.', 'init', 'other');
    story.commit('other', 'else', 6);
    story.look('b', 'pull', '../other');
    story.look('b', 'pull', '-f', '../other');
    story.look('a', 'verify');
    story.look('b', 'verify');
  });

  same('bookmarks and phases', (story) => {
    story.prepare('.', 'init', 'a');
    for (const date of [1, 2, 3]) story.commit('a', `a${date}`, date);
    for (const [name, rev] of [
      ['X', '0'],
      ['Y', '1'],
      ['@', '2'],
    ] as const)
      story.prepare('a', 'bookmark', '-r', rev, name);
    story.look('.', 'clone', 'a', 'b');
    story.prepare('b', 'bookmark', '-fr', '0', 'Y');
    story.prepare('b', 'bookmark', '-d', 'X');
    story.prepare('b', 'bookmark', '-r', '0', 'mine');
    story.commit('b', 'b1', 4);
    story.look('b', 'incoming', '-Bv');
    story.look('b', 'outgoing', '-Bv');
    story.look('b', 'push');
    story.look('b', 'pull');
    story.look('b', 'push', '-B', 'mine', '-B', 'nope');
    story.look('a', 'bookmarks');
    writeFileSync(join(story.root, 'a/.hg/hgrc'), '[phases]\npublish = no\n');
    story.commit('b', 'b2', 5);
    story.look('b', 'push');
    story.prepare('b', 'phase', '-fs', 'tip');
    story.look('b', 'push');
    story.look('b', ...PHASES);
    story.look('a', ...PHASES);
    story.prepare('a', 'phase', '-p', 'tip');
    story.look('b', 'pull');
    story.look('b', ...PHASES);
  });

  same('clones and bundles', (story) => {
    story.prepare('.', 'init', 'a');
    for (const date of [1, 2, 3]) story.commit('a', `a${date}`, date);
    story.prepare('a', 'bundle', '-qa', '../all.hg');
    story.prepare('a', 'bundle', '-q', '--base', '1', '../last.hg');
    story.look('.', 'clone', 'a', 'linked');
    // Files that are shared are not written to.
    story.commit('linked', 'new', 4);
    story.look('linked', 'phase', '-p', 'tip');
    story.look('a', 'verify');
    story.look('linked', 'verify');
    story.look('.', 'clone', '--pull', '-r', '1', 'a', 'pulled');
    story.look('.', 'clone', 'all.hg', 'from-bundle');
    story.look('.', 'clone', 'last.hg', 'nothing');
    story.look('.', 'clone', 'a', 'linked');
    story.look('.', 'clone', '-U', 'a');
    story.look('pulled', '-R', '../last.hg', 'log', '-pv');
    story.look('pulled', 'pull', '-u', '../last.hg');
    story.look('.', '-R', 'all.hg', 'cat', '-r', '1', 'path:a2');
    story.look('pulled', ...PHASES);
    story.look('.', '-R', 'all.hg', 'verify');
  });

  same('clones of what has something hidden or secret', (story) => {
    const evolves = ['--config', 'experimental.evolution=all'];
    story.prepare('.', 'init', 'a');
    for (const date of [1, 2]) story.commit('a', `a${date}`, date);
    const node = hg(join(story.root, 'a'), ['log', '-r', 'tip', '-T', '{node}']).out;
    story.prepare('a', 'update', '-q', '0');
    story.prepare('a', 'debugobsolete', '-d', '3 0', node, ...evolves);
    let count = 0;
    const clone = (...options: readonly string[]): void => {
      const name = `clone${count++}`;
      story.look('.', 'clone', '-q', '-U', 'a', name, ...evolves, ...options);
      story.look(name, ...PHASES, '--hidden', ...evolves);
      story.look(name, 'debugobsolete', ...evolves);
    };
    clone();
    clone('--config', 'phases.publish=no');
    story.prepare('a', 'phase', '-fs', node, '--hidden');
    clone();
    clone('--config', 'phases.publish=no');
  });

  same('tree manifests come to empty repositories', (story) => {
    const trees = ['--config', 'experimental.treemanifest=1'];
    story.prepare('.', 'init', 'a', ...trees);
    mkdirSync(join(story.root, 'a/one/two'), { recursive: true });
    story.commit('a', 'one/two/f', 1);
    story.commit('a', 'top', 2);
    for (const name of ['b', 'c', 'd']) story.prepare('.', 'init', name);
    story.commit('d', 'other', 1);
    story.look('b', 'pull', '../a');
    const newer = ['--config', 'experimental.changegroup3=1'];
    story.look('b', 'pull', '../a', ...newer);
    story.look('b', 'debugrequires');
    story.look('b', 'files', '-r', 'tip');
    story.look('b', 'manifest', '-r', '0', '--debug');
    story.look('b', 'rollback');
    story.look('d', 'pull', '-f', '../a', ...newer);
    story.look('.', 'clone', '--pull', '-U', 'a', 'e', ...newer);
    story.look('e', 'verify');
  });
});
