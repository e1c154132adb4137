import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeNetwork } from '../../../src/host/network.js';
import { findRegistryDigests } from '../../../src/workflows/project/find-registry-digests.js';

const DIGEST = `sha256:${'5a'.repeat(32)}`;

/** A registry of this machine, which says what it was asked. */
let server: Server;
let registry: string;
let asked: string[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization ?? '-'}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  registry = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => new Promise<void>((resolve) => void server.close(() => resolve())));

const find = (image: string): Promise<string | undefined> => findRegistryDigests(nodeNetwork)(`${registry}/${image}`);

const say = (response: ServerResponse, status: number, headers: Record<string, string> = {}, body = ''): void =>
  void response.writeHead(status, headers).end(body);

describe('the digest that a registry says', () => {
  it('is that of the manifest', async () => {
    answer = (request, response) => {
      expect(request.headers.accept).toContain('application/vnd.oci.image.index.v1+json');
      say(response, 200, { 'Docker-Content-Digest': DIGEST }, '{}');
    };
    expect(await find('team/image:7')).toBe(DIGEST);
    expect(asked).toEqual(['/v2/team/image/manifests/7 -']);
  });

  it('comes after a token that anybody gets', async () => {
    answer = (request, response) => {
      if (request.url?.startsWith('/token')) return say(response, 200, {}, '{"token":"t0ken"}');
      if (request.headers.authorization === 'Bearer t0ken')
        return say(response, 200, { 'Docker-Content-Digest': DIGEST });
      const challenge = `Bearer realm="http://${registry}/token",service="reg",scope="repository:team/image:pull"`;
      return say(response, 401, { 'WWW-Authenticate': challenge });
    };
    expect(await find('team/image')).toBe(DIGEST);
    expect(asked).toEqual([
      '/v2/team/image/manifests/latest -',
      '/token?service=reg&scope=repository%3Ateam%2Fimage%3Apull -',
      '/v2/team/image/manifests/latest Bearer t0ken',
    ]);
  });

  it.each<[string, Record<string, string>, number, string]>([
    ['a tag that is not there', {}, 404, ''],
    ['a login by name and password', { 'WWW-Authenticate': 'Basic realm="x"' }, 401, ''],
    ['a token from nowhere', { 'WWW-Authenticate': 'Bearer realm="file:///etc/passwd"' }, 401, ''],
    ['a digest that is none', { 'Docker-Content-Digest': 'sha256:0\u0021' }, 200, ''],
    ['no digest', {}, 200, '{}'],
  ])('is not known: %s', async (_, headers, status, body) => {
    answer = (_request, response) => say(response, status, headers, body);
    expect(await find('team/image:7')).toBeUndefined();
    expect(asked).toHaveLength(1);
  });

  it.each(['', 'null', '{"token":7}', '{"token":"a\\nb: c"}'])('is not known after the token %j', async (token) => {
    answer = (request, response) => {
      if (request.url?.startsWith('/token')) return say(response, 200, {}, token);
      return say(response, 401, { 'WWW-Authenticate': `Bearer realm="http://${registry}/token"` });
    };
    expect(await find('team/image:7')).toBeUndefined();
    expect(asked).toHaveLength(2);
  });
});
