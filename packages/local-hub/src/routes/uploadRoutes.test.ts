import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  API,
  announce,
  askBatch,
  commitLines,
  commitOid,
  fileLine,
  openTestHub,
  REPO,
  uploadLfs,
} from '../testing/openTestHub.ts';

const put = (href: string | undefined, body: Uint8Array<ArrayBuffer>) =>
  fetch(href ?? '', { method: 'PUT', body });
const HOUR_MS = 3_600_000;

describe('preupload', () => {
  const ask = async (hub: Awaited<ReturnType<typeof openTestHub>>, request: object) =>
    ((await (await hub.ask('POST', `${API}/preupload/main`, request)).json()) as { files: object[] }).files;
  const candidate = (path: string, sample = 'text', size = 4) => ({ path, size, sample: btoa(sample) });

  it('sends binary formats, binary content and large files through LFS, the rest not', async () => {
    const hub = await openTestHub();
    const files = [
      candidate('data/x.parquet'),
      candidate('README.md'),
      candidate('note.md', 'a\0b'),
      candidate('big.jsonl', 'text', 20_000_000),
    ];
    const modes = (await ask(hub, { files })).map((file) => (file as { uploadMode: string }).uploadMode);
    expect(modes).toEqual(['lfs', 'regular', 'lfs', 'lfs']);
  });

  it('always says shouldIgnore, which Python needs', async () => {
    const hub = await openTestHub();
    const request = { files: [candidate('a.tmp'), candidate('a.txt')], gitIgnore: '# mine\n*.tmp\n' };
    expect(await ask(hub, request)).toMatchObject([{ shouldIgnore: true }, { shouldIgnore: false }]);
  });

  it('follows a .gitattributes that comes with the files', async () => {
    const hub = await openTestHub();
    const gitAttributes = '*.parquet -filter\nlogs/**/*.txt filter=lfs\n';
    const files = [candidate('a.parquet'), candidate('logs/x/y.txt'), candidate('logs.txt')];
    const modes = (await ask(hub, { files, gitAttributes })).map(
      (file) => (file as { uploadMode: string }).uploadMode,
    );
    expect(modes).toEqual(['regular', 'lfs', 'regular']);
  });

  it('tells the oid of what is there already: SHA-256 for LFS, git for the rest', async () => {
    const hub = await openTestHub();
    const bytes = Buffer.from('PAR1');
    await commitOid(
      commitLines(hub, [await uploadLfs(hub, 'a.parquet', bytes), fileLine('hello.txt', 'hello\n')]),
    );
    const files = await ask(hub, {
      files: [candidate('a.parquet'), candidate('hello.txt'), candidate('new.txt')],
    });
    // What `git hash-object` says of "hello\n".
    const oids = [announce(bytes).oid, 'ce013625030ba8dba906f756967f9e9ca394464a', undefined];
    expect(files.map((file) => (file as { oid?: string }).oid)).toEqual(oids);
  });
});

describe('an LFS upload', () => {
  it('keeps no bytes that are not the announced ones', async () => {
    const hub = await openTestHub();
    const { objects } = await askBatch(hub, [announce(Buffer.from('right'))]);
    const reply = await put(objects[0]?.actions?.upload.href, Buffer.from('wrong'));
    expect([reply.status, await reply.text()]).toEqual([400, expect.stringContaining('BadDigest')]);
    expect((await askBatch(hub, [announce(Buffer.from('right'))])).objects[0]?.actions).toBeDefined();
  });

  it('keeps no body of another length, and does not read a longer one', async () => {
    const hub = await openTestHub();
    const { objects } = await askBatch(hub, [announce(Buffer.from('right'))]);
    const href = objects[0]?.actions?.upload.href;
    expect((await put(href, Buffer.from('righ'))).status).toBe(400);
    expect((await put(href, new Uint8Array(1_000_000))).status).toBe(400);
  });

  it('needs the link as it was given, and in time', async () => {
    let nowMs = Date.now();
    const hub = await openTestHub({ now: () => nowMs });
    const bytes = Buffer.from('right');
    const other = Buffer.from('other');
    const { objects } = await askBatch(hub, [announce(bytes)]);
    const href = objects[0]?.actions?.upload.href ?? '';
    expect((await put(href.replace(announce(bytes).oid, announce(other).oid), other)).status).toBe(403);
    expect((await put(href.replace(/size=\d+/, 'size=6'), Buffer.from('right!'))).status).toBe(403);
    nowMs += HOUR_MS;
    expect((await put(href, bytes)).status).toBe(403);
  });

  it('is asked for no bytes that are there, in whichever repo order they came', async () => {
    const hub = await openTestHub();
    const bytes = Buffer.from('once');
    await uploadLfs(hub, 'a.parquet', bytes);
    const { objects } = await askBatch(hub, [announce(bytes), { ...announce(bytes), size: 5 }]);
    expect(objects[0]).toEqual(announce(bytes));
    expect(objects[1]?.error?.code).toBe(422);
  });

  it('tells of an object that cannot be, beside those that can', async () => {
    const hub = await openTestHub();
    const { objects } = await askBatch(hub, [{ oid: '../../x', size: 1 }, announce(Buffer.from('fine'))]);
    expect(objects[0]?.error).toMatchObject({
      code: 422,
      message: expect.stringContaining('Invalid LFS oid'),
    });
    expect(objects[1]?.actions).toBeDefined();
  });

  it('can be verified, as Python does', async () => {
    const hub = await openTestHub();
    const bytes = Buffer.from('verified');
    const href = (await askBatch(hub, [announce(bytes)])).objects[0]?.actions?.verify.href ?? '';
    const verify = (said: object) => hub.ask('POST', new URL(href).pathname, said);
    expect((await verify(announce(bytes))).status).toBe(404);
    await uploadLfs(hub, 'v.parquet', bytes);
    expect((await verify(announce(bytes))).status).toBe(200);
    expect((await verify({ ...announce(bytes), size: 1 })).status).toBe(422);
  });
});

describe('an LFS upload in parts', () => {
  const bytes = new Uint8Array(randomBytes(2_500));
  const open = async () => {
    const hub = await openTestHub({ multipartOverBytes: 1_000, partSizeBytes: 1_000 });
    const { transfer, objects } = await askBatch(hub, [announce(bytes)]);
    const upload = objects[0]?.actions?.upload;
    return { hub, transfer, href: upload?.href ?? '', header: upload?.header ?? {} };
  };
  const putPart = async (header: Record<string, string>, part: number) => {
    const link = header[String(part).padStart(5, '0')];
    const reply = await put(link, bytes.slice((part - 1) * 1_000, part * 1_000));
    return { partNumber: part, etag: reply.headers.get('etag') ?? '' };
  };
  const complete = (href: string, parts: object[]) =>
    fetch(href, { method: 'POST', body: JSON.stringify({ oid: announce(bytes).oid, parts }) });

  it('has a link for each part and takes them in any order', async () => {
    const { hub, transfer, href, header } = await open();
    expect([transfer, header['chunk_size']]).toEqual(['multipart', '1000']);
    expect(Object.keys(header).filter((key) => /^\d+$/.test(key))).toEqual(['00001', '00002', '00003']);
    const [third, first, second] = await Promise.all([3, 1, 2].map((part) => putPart(header, part)));
    expect((await complete(href, [first!, second!, third!])).status).toBe(200);
    const line = { key: 'lfsFile', value: { path: 'p.parquet', algo: 'sha256', ...announce(bytes) } };
    await commitOid(commitLines(hub, [line]));
    const reply = await hub.ask('GET', `/datasets/${REPO}/resolve/main/p.parquet`);
    expect(new Uint8Array(await reply.arrayBuffer())).toEqual(bytes);
  });

  it('is not complete without each part, as it was sent', async () => {
    const { hub, href, header } = await open();
    const parts = [await putPart(header, 1), await putPart(header, 2)];
    expect((await complete(href, parts)).status).toBe(400);
    expect((await complete(href, [...parts, { partNumber: 3, etag: '"0"' }])).status).toBe(400);
    const third = await putPart(header, 3);
    expect((await complete(href, [parts[1]!, parts[0]!, third])).status).toBe(400);
    expect((await askBatch(hub, [announce(bytes)])).objects[0]?.actions).toBeDefined();
    expect((await complete(href, [...parts, third])).status).toBe(200);
  });

  it('goes in one piece for a client that knows no parts', async () => {
    const { hub } = await open();
    const { transfer, objects } = await askBatch(hub, [announce(bytes)], ['basic']);
    expect([transfer, objects[0]?.actions?.upload.header]).toEqual(['basic', undefined]);
  });
});
