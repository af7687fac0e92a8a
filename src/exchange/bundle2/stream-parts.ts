/** Parts with the files of a store. */
import { HgError } from '../../errors/index.js';
import { ByteReader } from '../byte-reader.js';
import { applyStream } from '../stream/apply-stream.js';
import { streamEntries } from '../stream/stream-entries.js';
import { unquoteUrl } from '../url-quote.js';
import type { PartHandler } from './bundle-operation.js';
import { type PartHeader, parameter } from './layout.js';

/** @throws HgError when it is missing or no number */
function count(part: PartHeader, key: string): number {
  const value = parameter(part, key) ?? '';
  if (!/^\d{1,15}$/.test(value)) throw new HgError('abort', `stream2: bad "${key}" param`);
  return Number(value);
}

const stream2: PartHandler = {
  parameters: ['requirements', 'filecount', 'bytecount'],
  apply({ session, options }, part) {
    const requirements = new Set(
      unquoteUrl(parameter(part, 'requirements') ?? '')
        .split(',')
        .filter((name) => name !== ''),
    );
    const header = { requirements, files: count(part, 'filecount'), bytes: count(part, 'bytecount') };
    const { clock } = session.repository.place.platform;
    applyStream(session, header, streamEntries(new ByteReader(part.payload), header.files), {
      ui: options.ui,
      now: () => clock.now(),
    });
  },
};

export const STREAM_PARTS: Readonly<Record<string, PartHandler>> = { stream2 };
