import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseSiteKeys } from '../../packages/relay/src/auth/site/siteKeys.ts';
import { createSiteVerifier } from '../../packages/relay/src/auth/site/verifySiteToken.ts';
import { newEdKey, signSiteToken } from '../support/signSiteToken.ts';

const SECRET = 'the-secret-of-the-site-of-32-bytes-or-more';
const PERSON = 'عائشة "7"';
const page = await readFile(join(import.meta.dirname, '../../docs/TICKETS.md'), 'utf8');
const run = promisify(execFile);

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'parqueue-tickets-'));
});
afterAll(() => rm(dir, { recursive: true }));

/** What the page shows in a language: one block. */
function shown(language: string): string {
  const blocks = [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))];
  const [[, text = ''] = []] = blocks;
  expect(blocks).toHaveLength(1);
  return text;
}

/** Runs a program of the page as a backend would. */
async function outputOf(program: string, file: string, code: string): Promise<string> {
  await writeFile(join(dir, file), code);
  const env = { ...process.env, PARQUEUE_SITE_KEY: SECRET, PYTHONIOENCODING: 'utf8' };
  return (await run(program, [join(dir, file), PERSON], { env })).stdout.trim();
}

const verify = createSiteVerifier(parseSiteKeys(`2026=HS256:${SECRET}`));

test.for([
  ['Node', process.execPath, 'sign.mjs', 'js', 'console.log(parqueueToken(process.argv[2]));'],
  ['Python', 'python3', 'sign.py', 'python', 'import sys\nprint(parqueue_token(sys.argv[1]))'],
] as const)(
  '[RL16] what TICKETS shows for %s signs a token that holds',
  async ([, program, file, language, last]) => {
    const token = await outputOf(program, file, `${shown(language)}\n${last}\n`);
    expect(await verify(token, 'recitations', Date.now())).toMatchObject({ sub: PERSON });
    await expect(verify(token, 'others', Date.now())).rejects.toThrow('aud');
  },
);

test('[RL16] what TICKETS shows for a key pair gives both halves', () => {
  const command = /^node -e "(.*?)"\n/ms.exec(page)?.[1] ?? '';
  const said = execFileSync(process.execPath, ['-e', command], { encoding: 'utf8' });
  const [publicWord = '', ...pem] = said.split('\n');
  expect(parseSiteKeys(publicWord)).toMatchObject([{ kid: '2027', alg: 'EdDSA' }]);
  expect(pem[0]).toBe('-----BEGIN PRIVATE KEY-----');
});

test('[RL16] an Ed25519 signature of Node, as TICKETS says, holds', async () => {
  const { privateKey, x } = newEdKey();
  const token = signSiteToken({ header: { kid: '2027', alg: 'EdDSA' }, key: privateKey });
  const verifyByPair = createSiteVerifier(parseSiteKeys(`2027=EdDSA:${x}`));
  expect(await verifyByPair(token, 'recitations', Date.now())).toMatchObject({ sub: 'user-7' });
});
