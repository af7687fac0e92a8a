/** Entry point of the command `qs`: the launcher (scripts/launcher.cjs) calls {@link main}. */
import * as fs from 'node:fs';
import { utf8Of } from '../bytes/index.js';
import { createNodePlatform } from '../node/index.js';
import { Dispatcher } from './dispatch.js';
import { setProgramName } from './program-name.js';

/** Arguments as bytes. Node replaces what is not UTF-8; then the system still knows the original. */
function bytesOfArguments(words: readonly string[]): string[] {
  if (words.some((word) => word.includes('\ufffd'))) {
    try {
      const all = fs.readFileSync('/proc/self/cmdline', 'latin1').split('\0').slice(0, -1);
      return all.slice(all.length - words.length);
    } catch {
      // Not Linux: the replaced text is all there is.
    }
  }
  return words.map(utf8Of);
}

/**
 * Runs one command line in this process's environment and directory.
 * @param invokedAs path the program was started by; started as `hg`, it calls itself so.
 * @returns the exit code.
 */
export async function main(words: readonly string[], invokedAs: string): Promise<number> {
  setProgramName(invokedAs);
  let cwd: string;
  try {
    cwd = process.cwd();
  } catch {
    fs.writeSync(2, 'abort: error getting current working directory: No such file or directory\n');
    return 255;
  }
  return new Dispatcher(createNodePlatform(), bytesOfArguments(words), utf8Of(cwd)).run();
}
