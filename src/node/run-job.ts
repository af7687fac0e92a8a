/** What the program of a thread's job begins with. */
import { PortChannel, type ThreadStart, workerThreads } from './thread-channel.js';
import { adoptModules } from './web-assembly.js';

/**
 * Runs the job with the data that its thread was started with. What it throws is thrown where its messages are received; a job that goes
 * on with events says `channel.fail` then.
 */
export function runJob<Data>(job: (data: Data, channel: PortChannel) => void): void {
  const { data, port, counters, modules } = workerThreads().workerData as ThreadStart;
  adoptModules(modules);
  const channel = new PortChannel(port, counters, 'job');
  try {
    job(data as Data, channel);
  } catch (error) {
    channel.fail(error);
  }
}
