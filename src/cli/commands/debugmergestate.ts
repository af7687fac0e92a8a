/** `qs debugmergestate`. */
import { tryReadFile } from '../../platform/index.js';
import { readMergeStateOf } from '../../repo/index.js';
import type { CommandDefinition } from '../command.js';
import { TEMPLATE_OPTION } from '../revisions.js';

export const command: CommandDefinition = {
  name: 'debugmergestate',
  argumentCount: [0, 0],
  synopsis: '',
  summary: 'print merge state',
  help: `Shows the sides of the merge that is going on, and what is recorded of its files. With --verbose also which of the two files it is read from.`,
  category: 'none',
  options: [
    {
      short: '',
      long: 'style',
      kind: 'value',
      help: 'display using template map file',
      valueName: 'STYLE',
      deprecated: true,
    },
    TEMPLATE_OPTION,
  ],
  run(context, _args, options) {
    const { ui } = context;
    const repo = context.repo();
    const state = readMergeStateOf(repo);
    const { hgFs } = repo.store.places;
    if (ui.verbose) {
      const has1 = (tryReadFile(hgFs, 'merge/state')?.length ?? 0) > 0;
      const has2 = (tryReadFile(hgFs, 'merge/state2')?.length ?? 0) > 0;
      if (has1 && !has2) ui.write('no version 2 merge state\n');
      else if (has1 || has2)
        ui.write(
          state.version === 2
            ? 'v1 and v2 states match: using v2\n'
            : 'v1 and v2 states mismatch: using v1\n',
        );
    }
    const formatter = ui.formatter('debugmergestate', options);
    formatter.startItem();
    const commits = formatter.nested('commits', '{name}{if(label, " ({label})")}: {node}\n');
    const sides = state.active
      ? ([
          ['local', state.local, 0],
          ['other', state.other, 1],
        ] as const)
      : [];
    if (sides.length === 0) formatter.plain('no merge state found\n');
    for (const [name, node, at] of sides) {
      const label = state.labels?.[at];
      commits.startItem();
      commits.data({ name, node: node ?? '', ...(label !== undefined && { label }) });
      formatter.plain(`${name}${label === undefined ? '' : ` (${label})`}: ${node ?? ''}\n`);
    }
    commits.end();
    const files = formatter.nested('files');
    for (const [path, entry] of state.sorted) {
      files.startItem();
      const letter = `${entry.kind === 'path' ? 'p' : ''}${entry.resolved ? 'r' : 'u'}`;
      formatter.plain(`file: ${path} (state "${letter}")\n`);
      if (entry.kind === 'path') {
        files.data({ path, state: letter, renamed_path: entry.renamedTo, rename_side: entry.side });
        formatter.plain(`  rename side: ${entry.side}\n  renamed path: ${entry.renamedTo}\n`);
      } else {
        const { hash, flags, localPath, basePath, baseNode, otherPath, otherNode } = entry;
        files.data({
          path,
          state: letter,
          local_key: hash,
          local_path: localPath,
          ancestor_path: basePath,
          ancestor_node: baseNode,
          other_path: otherPath,
          other_node: otherNode,
          local_flags: flags,
        });
        formatter.plain(`  local path: ${localPath} (hash ${hash}, flags "${flags}")\n`);
        formatter.plain(`  ancestor path: ${basePath} (node ${baseNode})\n`);
        formatter.plain(`  other path: ${otherPath} (node ${otherNode})\n`);
      }
      const extras = files.nested('extras');
      for (const [key, value] of [...(state.extras.get(path) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))) {
        extras.startItem();
        extras.data({ key, value });
        formatter.plain(`  extra: ${key} = ${value}\n`);
      }
      extras.end();
    }
    files.end();
    const others = formatter.nested('extras');
    for (const path of [...state.extras.keys()].sort()) {
      if (state.entries.has(path)) continue;
      for (const [key, value] of state.extras.get(path) ?? []) {
        others.startItem();
        others.data({ file: path, key, value });
        formatter.plain(`extra: ${path} (${key} = ${value})\n`);
      }
    }
    others.end();
    formatter.end();
    return 0;
  },
};
