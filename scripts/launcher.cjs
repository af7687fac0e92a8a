#!/usr/bin/env node
'use strict';
// Starts the bundled program (qs-main.cjs, one function expression) from compiled code where there is any: compiling it
// anew costs 20 ms and more. Compiled code fits one version of Node only; the build leaves some for its own beside the
// bundle, other versions keep theirs in the user's cache directory.
const fs = require('node:fs');
const vm = require('node:vm');

/** Hash of the bundle, put in by the build. */
const BUNDLE = '@BUNDLE@';
const base = `${__dirname}/qs-main`;
const name = `${BUNDLE}-${process.version}-${process.arch}`;

function userCache() {
  const { XDG_CACHE_HOME, HOME } = process.env;
  const root = XDG_CACHE_HOME || (HOME && `${HOME}/.cache`);
  return root && `${root}/quicksilver`;
}

function load(path) {
  try {
    return fs.readFileSync(path);
  } catch {
    return undefined;
  }
}

let cached = load(`${base}.${name}.cache`);
const directory = cached === undefined ? userCache() : undefined;
if (directory) cached = load(`${directory}/${name}.cache`);
const script = new vm.Script(fs.readFileSync(`${base}.cjs`, 'latin1'), {
  filename: `${base}.cjs`,
  cachedData: cached,
});
const bundle = { exports: {} };
script.runInThisContext()(bundle.exports, require, bundle, `${base}.cjs`, __dirname);
const { main } = bundle.exports;

function keepCompiledCode() {
  const temporary = `${directory}/${name}.${process.pid}`;
  try {
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    fs.writeFileSync(temporary, script.createCachedData(), { mode: 0o600 });
    fs.renameSync(temporary, `${directory}/${name}.cache`);
  } catch {
    // A read-only home: the next start is slow again, nothing else.
  }
}

if (process.env.QS_COMPILE_TO) {
  // The build: run some commands so that their functions are compiled, then keep all that.
  (async () => {
    for (const line of JSON.parse(process.env.QS_COMPILE_RUNS)) await main(line, process.argv[1], false);
    fs.writeFileSync(process.env.QS_COMPILE_TO, script.createCachedData());
  })();
} else {
  const keep = directory && (cached === undefined || script.cachedDataRejected);
  main(process.argv.slice(2), process.argv[1], !keep).then((code) => {
    if (keep) keepCompiledCode();
    process.reallyExit(code);
  });
}
