import { randomBytes, randomUUID } from 'node:crypto';
import {
  commit,
  createRepo,
  deleteFiles,
  downloadFile,
  fileDownloadInfo,
  fileExists,
  HubApiError,
  listCommits,
  listFiles,
  pathsInfo,
  repoExists,
  uploadFiles,
  whoAmI,
} from '@huggingface/hub';
import { describe, expect, it } from 'vitest';

export type HubUnderTest = { hubUrl: string; token: string; repo: string };

/**
 * What our code relies on of a Hub, asked through the Hub's own client. Runs on the local hub always and on
 * the real one on demand, so it writes under a folder of its own and needs only the right to write to `repo`.
 */
export function hubContract(name: string, open: () => HubUnderTest): void {
  const folder = `contract/${randomUUID()}`;

  const access = () => {
    const { hubUrl, token, repo } = open();
    return { hubUrl, accessToken: token, repo: { type: 'dataset' as const, name: repo } };
  };
  const upload = async (files: Record<string, Uint8Array<ArrayBuffer>>, title = 'contract') => {
    const done = await uploadFiles({
      ...access(),
      useXet: false,
      commitTitle: title,
      files: Object.entries(files).map(([path, bytes]) => ({ path, content: new Blob([bytes]) })),
    });
    if (!done) throw new Error('the client gave no commit');
    return done;
  };
  const text = (words: string) => new TextEncoder().encode(words);
  const download = async (path: string, revision?: string) => {
    const blob = await downloadFile({ ...access(), path, ...(revision !== undefined && { revision }) });
    return blob && new Uint8Array(await blob.arrayBuffer());
  };
  const headOid = async () => {
    for await (const { oid } of listCommits({ ...access(), batchSize: 1 })) return oid;
    throw new Error('no commit');
  };
  const statusOf = async (call: Promise<unknown>) => {
    const error = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return error instanceof HubApiError ? error.statusCode : error;
  };

  describe(`${name} as a Hub`, () => {
    it('says who the token belongs to', async () => {
      const who = await whoAmI(access());
      expect(who.name).not.toBe('');
      expect(who.auth.type).toBe('access_token');
    });

    it('has the repo and refuses to create it again', async () => {
      expect(await repoExists(access())).toBe(true);
      expect(await statusOf(createRepo({ ...access(), visibility: 'private' }))).toBe(409);
    });

    it('[HB1] gives back small and large files as they were uploaded in one commit', async () => {
      const small = text('# small\n');
      const large = new Uint8Array(randomBytes(1_500_000));
      const { commit: made } = await upload({ [`${folder}/a.md`]: small, [`${folder}/a.parquet`]: large });
      expect(made.oid).toMatch(/^[0-9a-f]{40}$/);
      expect(await headOid()).toBe(made.oid);
      expect(await download(`${folder}/a.md`)).toEqual(small);
      expect(await download(`${folder}/a.parquet`)).toEqual(large);
    });

    it('takes the same bytes again without an upload of them', async () => {
      const bytes = new Uint8Array(randomBytes(2_000));
      await upload({ [`${folder}/once.parquet`]: bytes });
      await upload({ [`${folder}/twice.parquet`]: bytes });
      expect(await download(`${folder}/twice.parquet`)).toEqual(bytes);
    });

    it('tells size and LFS oid of paths and leaves out those that are missing', async () => {
      const bytes = new Uint8Array(randomBytes(3_000));
      const { commit: made } = await upload({ [`${folder}/info.parquet`]: bytes });
      const paths = [`${folder}/info.parquet`, `${folder}/missing.parquet`];
      const infos = await pathsInfo({ ...access(), paths, expand: true });
      const digest = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
      expect(infos.map((info) => info.path)).toEqual(paths.slice(0, 1));
      expect(infos[0]).toMatchObject({ size: 3_000, lfs: { oid: digest, size: 3_000 } });
      expect(infos[0]?.lastCommit.id).toBe(made.oid);
    });

    it('lists a folder, and all below it when asked to', async () => {
      await upload({ [`${folder}/list/x.txt`]: text('x'), [`${folder}/list/deep/y.txt`]: text('y') });
      const list = async (recursive: boolean) => {
        const found = [];
        for await (const entry of listFiles({ ...access(), path: `${folder}/list`, recursive })) {
          found.push(`${entry.type} ${entry.path.slice(folder.length)}`);
        }
        return found.sort();
      };
      expect(await list(false)).toEqual(['directory /list/deep', 'file /list/x.txt']);
      expect(await list(true)).toEqual(['directory /list/deep', 'file /list/deep/y.txt', 'file /list/x.txt']);
    });

    it('keeps what a path held at an earlier commit', async () => {
      const path = `${folder}/versions.txt`;
      const first = await upload({ [path]: text('one') });
      await upload({ [path]: text('two') });
      expect(await download(path)).toEqual(text('two'));
      expect(await download(path, first.commit.oid)).toEqual(text('one'));
    });

    it('deletes files and refuses to delete what is not there', async () => {
      const path = `${folder}/gone.txt`;
      await upload({ [path]: text('x') });
      expect(await fileExists({ ...access(), path })).toBe(true);
      await deleteFiles({ ...access(), paths: [path] });
      expect(await fileExists({ ...access(), path })).toBe(false);
      expect(await download(path)).toBeNull();
      expect(await statusOf(deleteFiles({ ...access(), paths: [path] }))).toBe(404);
    });

    it('[HB2] does all of a commit or nothing', async () => {
      const before = await headOid();
      const operations = [
        { operation: 'addOrUpdate' as const, path: `${folder}/half.txt`, content: new Blob(['x']) },
        { operation: 'delete' as const, path: `${folder}/never-was.txt` },
      ];
      expect(await statusOf(commit({ ...access(), useXet: false, title: 'half', operations }))).toBe(404);
      expect(await headOid()).toBe(before);
      expect(await fileExists({ ...access(), path: `${folder}/half.txt` })).toBe(false);
    });

    it('[HB2] refuses a commit whose parent is no longer the head', async () => {
      const parentCommit = await headOid();
      await upload({ [`${folder}/parent.txt`]: text('first') });
      const operations = [
        { operation: 'addOrUpdate' as const, path: `${folder}/parent.txt`, content: new Blob(['second']) },
      ];
      const late = commit({ ...access(), useXet: false, title: 'late', operations, parentCommit });
      expect(await statusOf(late)).toBe(412);
      expect(await download(`${folder}/parent.txt`)).toEqual(text('first'));
    });

    it('lists commits newest first with their titles', async () => {
      await upload({ [`${folder}/log.txt`]: text('1') }, 'log one');
      await upload({ [`${folder}/log.txt`]: text('2') }, 'log two');
      const titles: string[] = [];
      for await (const { title } of listCommits({ ...access(), batchSize: 2 })) {
        if (titles.push(title) === 3) break;
      }
      expect(titles.slice(0, 2)).toEqual(['log two', 'log one']);
    });

    it('[HB1] serves any part of a file', async () => {
      const bytes = new Uint8Array(randomBytes(1_200_000));
      await upload({ [`${folder}/range.parquet`]: bytes });
      const blob = await downloadFile({ ...access(), path: `${folder}/range.parquet` });
      const part = await blob?.slice(1_000, 1_010).arrayBuffer();
      expect(new Uint8Array(part ?? new ArrayBuffer(0))).toEqual(bytes.slice(1_000, 1_010));
    });

    it('tells size and etag of a file without sending it', async () => {
      const info = await fileDownloadInfo({ ...access(), path: `${folder}/a.md` });
      expect(info).toMatchObject({ size: 8 });
      expect(info?.etag).not.toBe('');
    });

    it('refuses a token that it does not know', async () => {
      const refused = whoAmI({ ...access(), accessToken: `hf_${'x'.repeat(34)}` });
      expect(await statusOf(refused)).toBe(401);
    });

    it('says 404 for a revision that is not there', async () => {
      const paths = [`${folder}/a.md`];
      expect(await statusOf(pathsInfo({ ...access(), paths, revision: '0'.repeat(40) }))).toBe(404);
    });
  });
}
