import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeDownloads } from '../../../src/node/downloads.js';
import { threadsFor } from '../../interop/job-programs.js';

/** A server beside this thread, which waits for downloads without serving anything. */
const SERVER = `
const { createServer } = require('node:http');
const { parentPort } = require('node:worker_threads');
createServer((request, response) => {
  const head = (status, headers = {}) => response.writeHead(status, headers);
  if (request.url === '/large') head(200), response.end(Buffer.alloc(20 << 20, 'quick'));
  else if (request.url === '/moved') head(302, { location: '/text' }), response.end();
  else if (request.url === '/round') head(302, { location: '/round' }), response.end();
  else if (request.url === '/away') head(302, { location: 'file:///etc/passwd' }), response.end();
  else if (request.url === '/cut') head(200, { 'content-length': 100 }), response.write('half', () => response.destroy());
  else if (request.url === '/locked' && request.headers.authorization === undefined) head(401), response.end();
  else if (request.url === '/locked') head(200), response.end(request.headers.authorization);
  else if (request.url === '/text') head(200), response.end('text');
  else head(404), response.end();
}).listen(0, '127.0.0.1', function () { parentPort.postMessage(this.address().port); });
`;

describe('downloads', () => {
  const downloads = createNodeDownloads(threadsFor('download', 1));
  let server: Worker;
  let host: string;

  beforeAll(async () => {
    server = new Worker(SERVER, { eval: true });
    const [port] = await once(server, 'message');
    host = `127.0.0.1:${port}`;
  });
  afterAll(() => server.terminate());

  const text = (url: string): string =>
    [...downloads.read(url)].map((piece) => Buffer.from(piece).toString('latin1')).join('');

  it('come in pieces, wherever they have moved to', () => {
    expect(text(`http://${host}/text`)).toBe('text');
    expect(text(`http://${host}/moved`)).toBe('text');
    expect(text(`http://u:secret@${host}/locked`)).toBe(
      `Basic ${Buffer.from('u:secret').toString('base64')}`,
    );
  });

  it('wait for who takes them, and may be left', () => {
    let length = 0;
    for (const piece of downloads.read(`http://${host}/large`)) length += piece.length;
    expect(length).toBe(20 << 20);
    for (const piece of downloads.read(`http://${host}/large`)) {
      expect(piece[0]).toBe('q'.charCodeAt(0));
      break;
    }
  });

  it('end where the connection breaks off', () => {
    expect(text(`http://${host}/cut`)).toBe('half');
  });

  it.each([
    ['http://HOST/none', 'HTTP Error 404: Not Found'],
    ['http://HOST/round', 'HTTP Error 302: Found'],
    ['http://HOST/away', 'cannot download file:///etc/passwd'],
    ['http://HOST/locked', 'http authorization required for http://HOST/locked'],
    ['http://127.0.0.1:1/', 'error: Connection refused'],
    ['http://[', 'cannot download http://['],
  ])('fail: %s', (url, message) => {
    expect(() => text(url.replace('HOST', host))).toThrow(message.replace('HOST', host));
  });

  it('without a thread there are none', () => {
    const none = createNodeDownloads({ count: 0, start: () => undefined });
    expect(() => [...none.read('http://x/')]).toThrow('cannot download http://x/');
  });

  it('are digested as they come', () => {
    const digest = downloads.digest('md5');
    digest.update(Buffer.from('te'));
    digest.update(Buffer.from('xt'));
    expect(digest.hex()).toBe('1cb251ec0d568de6a929b520c4aed8d1');
  });
});
