import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import { connect, createServer } from 'node:net';
import type { HttpAnswer, Network } from './host.js';

const MOST_BODY_BYTES = 2 ** 20;
const MOST_BANNER_BYTES = 4096;

/** The network of this machine, through Node. */
export const nodeNetwork: Network = { isFree, get, readBanner };

function isFree(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: address, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function get(
  url: string,
  { headers = {}, timeoutMs }: { readonly headers?: Readonly<Record<string, string>>; readonly timeoutMs: number },
): Promise<HttpAnswer | undefined> {
  return new Promise((resolve) => {
    const ask = url.startsWith('https:') ? httpsGet : httpGet;
    const request = ask(url, { headers, signal: AbortSignal.timeout(timeoutMs), agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        if (body.length < MOST_BODY_BYTES) body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: plain(response.headers), body }));
      response.on('error', () => resolve(undefined));
    });
    request.on('error', () => resolve(undefined));
  });
}

function plain(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

function readBanner(address: string, port: number, timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect({ host: address, port });
    const end = (line: string | undefined): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(line);
    };
    const timer = setTimeout(() => end(undefined), timeoutMs);
    socket.setEncoding('latin1');
    socket.on('data', (part: string) => {
      text += part;
      const newline = text.indexOf('\n');
      if (newline >= 0 || text.length > MOST_BANNER_BYTES) end(text.slice(0, newline < 0 ? undefined : newline).trim());
    });
    socket.on('error', () => end(undefined));
    socket.on('end', () => end(text.trim() || undefined));
  });
}
