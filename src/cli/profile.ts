/** `--profile`: where a command spent its time, by function. */
import { Session } from 'node:inspector';
import type { ByteString } from '../bytes/index.js';
import { utf8Of } from '../bytes/index.js';

const SHOWN = 25;

/** Starts sampling; the answer stops it and gives the table. */
export function startProfile(): () => ByteString {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: 200 });
  session.post('Profiler.start');
  return () => {
    let text = '';
    session.post('Profiler.stop', (error, result) => {
      if (error !== null || result === undefined) return;
      const { profile } = result;
      const nameOf = new Map(
        profile.nodes.map((node) => [node.id, node.callFrame.functionName || '(anonymous)']),
      );
      const selfTime = new Map<string, number>();
      let total = 0;
      profile.samples?.forEach((id, i) => {
        const name = nameOf.get(id) ?? '(unknown)';
        const micros = profile.timeDeltas?.[i] ?? 0;
        if (name === '(idle)') return;
        total += micros;
        selfTime.set(name, (selfTime.get(name) ?? 0) + micros);
      });
      text = '  %   self      name\n';
      for (const [name, micros] of [...selfTime].sort((a, b) => b[1] - a[1]).slice(0, SHOWN)) {
        const share = ((100 * micros) / (total || 1)).toFixed(1).padStart(5);
        text += `${share} ${(micros / 1e6).toFixed(4).padStart(7)}   ${utf8Of(name)}\n`;
      }
      text += `---\nSample count: ${profile.samples?.length ?? 0}\nTotal time: ${(total / 1e6).toFixed(6)} seconds\n`;
    });
    session.disconnect();
    return text;
  };
}
