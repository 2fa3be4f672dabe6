import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

import { type ApiUnderTest, startTestApi } from './support/api-under-test.js';

describe('Pages', () => {
  let api: ApiUnderTest;
  let webDist: string;
  before(async () => {
    webDist = mkdtempSync(join(tmpdir(), 'pages-'));
    mkdirSync(join(webDist, 'assets'));
    writeFileSync(join(webDist, 'index.html'), '<!doctype html><title>Revenue</title>');
    writeFileSync(join(webDist, 'assets', 'index-abc123.js'), 'export {};');
    api = await startTestApi({ webDist });
  });
  after(async () => {
    await api.stop();
    await rm(webDist, { recursive: true });
  });

  const open = (path: string) => api.call('GET', path, { headers: { Accept: 'text/html' } });

  it('are served at every address that the browser takes over', async () => {
    for (const path of ['/', '/sign-in', '/accounts', '/projects/prj_1/settings?connection=con_1']) {
      const reply = await open(path);
      assert.equal(reply.status, 200, path);
      assert.match(reply.text, /<title>Revenue/);
      assert.equal(reply.headers.get('cache-control'), 'no-cache');
    }
  });

  it('keep assets whose names change with their content', async () => {
    const asset = await open('/assets/index-abc123.js');
    assert.match(asset.headers.get('cache-control') ?? '', /immutable/);
    assert.match(asset.headers.get('content-type') ?? '', /javascript/);
    assert.equal((await open('/assets/index-old.js')).status, 404);
  });

  it('arrive compressed as the build has compressed them, for those who take it', async () => {
    const script = `export const text = '${'long '.repeat(1000)}';`;
    writeFileSync(join(webDist, 'assets', 'page-abc123.js'), script);
    writeFileSync(join(webDist, 'assets', 'page-abc123.js.br'), brotliCompressSync(script));
    const taking = (encoding: string) =>
      api.call('GET', '/assets/page-abc123.js', { headers: { 'Accept-Encoding': encoding } });
    for (const [encoding, length] of [
      ['br', brotliCompressSync(script).byteLength],
      ['gzip, deflate, br, zstd', brotliCompressSync(script).byteLength],
      ['identity', script.length],
    ] as const) {
      const asset = await taking(encoding);
      assert.equal(asset.text, script, encoding);
      assert.equal(asset.headers.get('content-length'), String(length), encoding);
      assert.equal(asset.headers.get('vary'), 'Accept-Encoding');
      assert.match(asset.headers.get('cache-control') ?? '', /immutable/);
      assert.match(asset.headers.get('content-type') ?? '', /javascript/);
    }
    assert.equal((await taking('gzip')).text, script, 'a copy that is not there');
  });

  it('do not stand in for addresses of the API', async () => {
    assert.equal((await open('/api/nothing')).status, 404);
    assert.equal((await open('/elsewhere')).status, 404);
    assert.equal(
      (await api.call('GET', '/projects/x', { headers: { Accept: 'application/json' } })).status,
      404,
    );
  });
});
