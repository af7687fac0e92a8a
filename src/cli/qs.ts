/** Entry point of the command `qs`. */
import * as fs from 'node:fs';
import { utf8Of } from '../bytes/index.js';
import { createNodePlatform } from '../node/index.js';
import { Dispatcher } from './dispatch.js';
import { setProgramName } from './program-name.js';

/** Arguments as bytes. Node replaces what is not UTF-8; then the system still knows the original. */
function commandLine(): string[] {
  const words = process.argv.slice(2);
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

setProgramName(process.argv[1] ?? 'qs');
const dispatcher = new Dispatcher(createNodePlatform(), commandLine(), utf8Of(process.cwd()));
void dispatcher.run().then((code) => {
  process.exitCode = code;
});
