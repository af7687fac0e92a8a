#!/usr/bin/env node
'use strict';
// Starts the bundled program (qs-main.cjs: function expressions, one behind the other) from compiled code where there is
// any: compiling it anew costs 20 ms and more. Compiled code fits one version of Node only; the build leaves some for its
// own beside the bundle, other versions keep theirs in the user's cache directory.
const fs = require('node:fs');
const { dirname } = require('node:path');
const vm = require('node:vm');

/** Hash of the bundle, put in by the build. */
const BUNDLE = '@BUNDLE@';
/** Name of each part of the bundle: [offset, bytes]. */
const PARTS = '@PARTS@';
const NAMES = Object.keys(PARTS);
const base = `${__dirname}/qs-main`;
const name = `${BUNDLE}-${process.version}-${process.arch}`;
const compiling = process.env.QS_COMPILE_TO !== undefined;

function userCache() {
  const { XDG_CACHE_HOME, HOME } = process.env;
  const root = XDG_CACHE_HOME || (HOME && `${HOME}/.cache`);
  return root && `${root}/quicksilver`;
}

/**
 * A file with the compiled code of the parts: two 32-bit numbers for each, offset and bytes, then the code. A command needs
 * few of them.
 */
function load(path) {
  try {
    const file = fs.openSync(path);
    const header = Buffer.allocUnsafe(NAMES.length * 8);
    return fs.readSync(file, header, 0, header.length, 0) === header.length ? { file, header } : undefined;
  } catch {
    return undefined;
  }
}

let cached = compiling ? undefined : load(`${base}.${name}.cache`);
const directory = cached === undefined && !compiling ? userCache() : undefined;
if (directory) cached = load(`${directory}/${name}.cache`);

function compiledPart(index) {
  if (cached === undefined) return undefined;
  const start = cached.header.readUInt32LE(index * 8);
  const length = cached.header.readUInt32LE(index * 8 + 4);
  // V8 looks at it closely, but not at whether it is all there.
  const code = Buffer.allocUnsafe(length);
  return length > 0 && fs.readSync(cached.file, code, 0, length, start) === length ? code : undefined;
}

const bundle = fs.openSync(`${base}.cjs`);
const scripts = new Map();
const modules = new Map();
/** Whether some part had to be compiled. */
let stale = false;

function loadPart(id) {
  const loaded = modules.get(id);
  if (loaded !== undefined) return loaded.exports;
  const place = PARTS[id];
  if (place === undefined) return require(id);
  const [offset, length] = place;
  const source = Buffer.allocUnsafe(length);
  fs.readSync(bundle, source, 0, length, offset);
  const cachedData = compiledPart(NAMES.indexOf(id));
  const script = new vm.Script(source.latin1Slice(), { filename: `${base}.cjs/${id.slice(2)}`, cachedData });
  if (cachedData === undefined || script.cachedDataRejected) stale = true;
  scripts.set(id, script);
  const module = { exports: {} };
  modules.set(id, module);
  script.runInThisContext()(module.exports, loadPart, module, `${base}.cjs`, __dirname);
  // Exports are getters, for the sake of cycles; from now on plain values do, which cost less.
  module.exports = { ...module.exports };
  return Object.defineProperty(module.exports, '__esModule', { value: true });
}

/** The parts that were not loaded keep the code they had. */
function compiledCode() {
  const codes = NAMES.map((id, index) => scripts.get(id)?.createCachedData() ?? compiledPart(index));
  const header = Buffer.alloc(NAMES.length * 8);
  let at = header.length;
  codes.forEach((code, index) => {
    header.writeUInt32LE(at, index * 8);
    header.writeUInt32LE(code?.length ?? 0, index * 8 + 4);
    at += code?.length ?? 0;
  });
  return Buffer.concat([header, ...codes.filter((code) => code !== undefined)]);
}

function keepCompiledCode() {
  const temporary = `${directory}/${name}.${process.pid}`;
  try {
    // Not `recursive`: below /proc that never ends.
    for (const path of [dirname(directory), directory]) if (!fs.existsSync(path)) fs.mkdirSync(path, 0o700);
    fs.writeFileSync(temporary, compiledCode(), { mode: 0o600 });
    fs.renameSync(temporary, `${directory}/${name}.cache`);
  } catch {
    // A read-only home: the next start is slow again, nothing else.
  }
}

const { main } = loadPart(NAMES[0]);

if (compiling) {
  // The build: run some commands so that their functions are compiled, then keep all that.
  (async () => {
    for (const line of JSON.parse(process.env.QS_COMPILE_RUNS)) await main(line, process.argv[1]);
    for (const id of NAMES) loadPart(id);
    fs.writeFileSync(process.env.QS_COMPILE_TO, compiledCode());
  })();
} else {
  main(process.argv.slice(2), process.argv[1]).then((code) => {
    if (directory && stale) keepCompiledCode();
    process.reallyExit(code);
  });
}
