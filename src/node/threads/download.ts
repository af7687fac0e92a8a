/** The job of a thread that downloads: pieces of the content go out as they come. */
import { get as getPlain, type IncomingMessage } from 'node:http';
import { get as getSecure } from 'node:https';
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import { END, WINDOW } from '../downloads.js';
import { runJob } from '../run-job.js';
import type { PortChannel } from '../thread-channel.js';

const MOST_REDIRECTIONS = 10;

/** The system's words where hg shows those. */
const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  ENOTFOUND: 'Name or service not known',
  ETIMEDOUT: 'Connection timed out',
};

function describe(error: NodeJS.ErrnoException): HgError {
  return new HgError('abort', `error: ${WORDS[error.code ?? ''] ?? error.message}`);
}

function forward(response: IncomingMessage, channel: PortChannel): void {
  let posted = 0;
  response.on('data', (data: Uint8Array) => {
    const piece = data.slice();
    channel.post(piece, [piece.buffer]);
    // Waiting keeps more from being read from the connection.
    if (++posted % WINDOW === 0) channel.receive();
  });
  let ended = false;
  const end = (): void => {
    if (!ended) channel.post(END);
    ended = true;
  };
  response.on('end', end);
  // Broken off: what uses the content notices.
  response.on('error', end);
  response.on('close', end);
}

function answer(url: URL, response: IncomingMessage, channel: PortChannel, redirections: number): void {
  const { statusCode = 0, statusMessage = '', headers } = response;
  const fail = (message: ByteString): void => {
    response.destroy();
    channel.fail(new HgError('abort', message));
  };
  if (statusCode === 401) fail(`http authorization required for ${url.origin}${url.pathname}${url.search}`);
  else if (statusCode >= 300 && headers.location !== undefined && redirections < MOST_REDIRECTIONS) {
    response.resume();
    ask(headers.location, url, channel, redirections + 1);
  } else if (statusCode >= 300) fail(`HTTP Error ${statusCode}: ${statusMessage}`);
  else forward(response, channel);
}

/** @param location may be relative to `base` */
function ask(location: string, base: URL | undefined, channel: PortChannel, redirections: number): void {
  const url = URL.canParse(location, base?.href) ? new URL(location, base) : undefined;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    channel.fail(new HgError('abort', `cannot download ${location}`));
    return;
  }
  const get = url.protocol === 'https:' ? getSecure : getPlain;
  get(url, (response) => answer(url, response, channel, redirections)).on('error', (error) =>
    channel.fail(describe(error)),
  );
}

runJob<ByteString>((url, channel) => ask(url, undefined, channel, 0));
