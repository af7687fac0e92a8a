#!/usr/bin/env node
'use strict';
// Starts the bundled program (qs-main.cjs: function expressions, one behind the other) from compiled code where there is
// any: compiling it anew costs 20 ms and more. Compiled code fits one version of Node only; the build leaves some for its
// own beside the bundle, other versions keep theirs in the user's cache directory.
const fs = require('node:fs');
const { dirname } = require('node:path');
const vm = require('node:vm');

// Functions are optimised after more work than Node 20 has them do before: in numbers of its flag. Most commands end too soon to gain by it,
// and the compilers compete with our threads (bench/README.md). Later versions have one more compiler, and were not measured.
const USUAL = 67_584;
const LATER = 300_000;
const setFlags = process.version.startsWith('v20.') ? require('node:v8').setFlagsFromString : undefined;
let budget = LATER;

function setBudget(count) {
  setFlags?.(`--interrupt-budget=${count}`);
}

/** Compiled code, Node's own too, is taken only while the flags are those that it was made with. */
function asUsual(load) {
  setBudget(USUAL);
  try {
    return load();
  } finally {
    setBudget(budget);
  }
}

/** For threads: what Node loads for them is loaded as long as `count` is undefined, then functions are optimised after so much work. */
globalThis[Symbol.for('quicksilver.optimiseAfter')] = (count) => {
  budget = count ?? USUAL;
  setBudget(budget);
};

/** Hash of the bundle, put in by the build. */
const BUNDLE = '@BUNDLE@';
/** Bytes of each part of the bundle. */
const LENGTHS = '@LENGTHS@';
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
    const header = Buffer.allocUnsafe(LENGTHS.length * 8);
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
const scripts = [];
const loaded = [];
/** Whether some part had to be compiled. */
let stale = false;

/** What a part exports. */
function loadPart(index) {
  const known = loaded[index];
  if (known !== undefined) return known;
  let offset = 0;
  for (let before = 0; before < index; before++) offset += LENGTHS[before];
  const source = Buffer.allocUnsafe(LENGTHS[index]);
  fs.readSync(bundle, source, 0, source.length, offset);
  const cachedData = compiledPart(index);
  const text = source.latin1Slice();
  const script = asUsual(() => new vm.Script(text, { filename: `${base}.cjs/${index}`, cachedData }));
  if (cachedData === undefined || script.cachedDataRejected) stale = true;
  scripts[index] = script;
  const part = script.runInThisContext();
  loaded[index] = part(loadPart, loadSoon, requireAsUsual, `${base}.cjs`, __dirname);
  return loaded[index];
}

function requireAsUsual(id) {
  return asUsual(() => require(id));
}

/** The same for `import()`, which may also name a module of Node. */
async function loadSoon(id) {
  return typeof id === 'number' ? loadPart(id) : requireAsUsual(id);
}

/** The parts that were not loaded keep the code they had. */
function compiledCode() {
  setBudget(USUAL);
  const codes = LENGTHS.map((_, index) => scripts[index]?.createCachedData() ?? compiledPart(index));
  const header = Buffer.alloc(LENGTHS.length * 8);
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

setBudget(budget);
const { main } = loadPart(0);

if (compiling) {
  // The build: run some commands so that their functions are compiled, then keep all that.
  (async () => {
    for (const line of JSON.parse(process.env.QS_COMPILE_RUNS)) await main(line, process.argv[1]);
    for (const index of LENGTHS.keys()) loadPart(index);
    fs.writeFileSync(process.env.QS_COMPILE_TO, compiledCode());
  })();
} else {
  main(process.argv.slice(2), process.argv[1]).then((code) => {
    if (directory && stale) keepCompiledCode();
    process.reallyExit(code);
  });
}
