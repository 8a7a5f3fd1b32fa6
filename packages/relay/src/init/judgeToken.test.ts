import { describe, expect, test } from 'vitest';
import { judgeToken } from './judgeToken.ts';
import { parseWhoAmI } from './whoAmI.ts';

const REPO = 'me/voices';
const WRITE = ['repo.access.read', 'repo.content.read', 'repo.write'];

/** As the Hub answers, with what matters of it. */
const answer = (accessToken: object | undefined, more: object = {}) => ({
  type: 'user',
  name: 'Me',
  orgs: [
    { type: 'org', name: 'lab', roleInOrg: 'write' },
    { type: 'org', name: 'museum', roleInOrg: 'read' },
  ],
  auth: {
    type: 'access_token',
    ...(accessToken && { accessToken: { displayName: 'x', ...accessToken } }),
    ...more,
  },
});

const fineGrained = (scoped: readonly object[], global: readonly string[] = []) =>
  answer({ role: 'fineGrained', fineGrained: { canReadGatedRepos: false, global, scoped } });

const scope = (type: string, name: string, permissions: readonly string[]) => ({
  entity: { _id: '0', type, name },
  permissions,
});

const judge = (said: object, repo = REPO) => judgeToken(parseWhoAmI(said), repo);

describe('a token', () => {
  test('[RL21] that may write this one repo and nothing else fits', () => {
    expect(judge(fineGrained([scope('dataset', REPO, WRITE)]))).toEqual({
      kind: 'fit',
      mayCreate: false,
      warnings: [],
    });
  });

  test('is of a repo whose name is written in other letters', () => {
    expect(judge(fineGrained([scope('dataset', 'Me/Voices', WRITE)]))).toMatchObject({ kind: 'fit' });
  });

  test.each<[string, object, RegExp]>([
    ['a role that may write', answer({ role: 'write' }), /everything of Me's; a fine-grained token/],
    ['all repos of its owner', fineGrained([scope('user', 'me', WRITE)]), /also .*repo\.write for me;/],
    [
      'another repo as well',
      fineGrained([scope('dataset', REPO, WRITE), scope('model', 'me/voices', ['repo.write'])]),
      /also repo\.write for me\/voices/,
    ],
    [
      'settings of the repo',
      fineGrained([scope('dataset', REPO, [...WRITE, 'repo.settings.write'])]),
      /also repo\.settings\.write for me\/voices/,
    ],
    [
      'discussions everywhere',
      fineGrained([scope('dataset', REPO, WRITE)], ['discussion.write']),
      /discussion\.write everywhere/,
    ],
    [
      'only until a day',
      answer(
        { role: 'fineGrained', fineGrained: { scoped: [scope('dataset', REPO, WRITE)] } },
        { expiresAt: '2027-01-31T00:00:00.000Z' },
      ),
      /ends on 2027-01-31/,
    ],
  ])('[RL21] with %s fits, with a warning', (_, said, warning) => {
    expect(judge(said)).toMatchObject({ kind: 'fit', warnings: [expect.stringMatching(warning)] });
  });

  test.each<[string, object, string, RegExp]>([
    ['only reads', answer({ role: 'read' }), REPO, /may only read; make a fine-grained token/],
    ["is a sign-in's", answer(undefined), REPO, /no access token/],
    ["is somebody else's", answer({ role: 'write' }), 'you/voices', /is Me's, who is neither you/],
    [
      'is of who only reads there',
      answer({ role: 'write' }),
      'museum/voices',
      /may only read what is museum's/,
    ],
    [
      'has another repo',
      fineGrained([scope('dataset', 'me/other', WRITE)]),
      REPO,
      /lacks repo\.content\.read and repo\.write for me\/voices/,
    ],
    ['has a model of this name', fineGrained([scope('model', REPO, WRITE)]), REPO, /lacks/],
    [
      'has no right to write',
      fineGrained([scope('dataset', REPO, ['repo.content.read'])]),
      REPO,
      /lacks repo\.write for/,
    ],
    [
      'has no right to read',
      fineGrained([scope('dataset', REPO, ['repo.write'])]),
      REPO,
      /lacks repo\.content\.read for/,
    ],
    ['has nothing', fineGrained([]), REPO, /lacks/],
  ])('[RL21] that %s is refused, with what to do', (_, said, repo, problem) => {
    expect(judge(said, repo)).toEqual({ kind: 'narrow', problem: expect.stringMatching(problem) });
  });

  test.each<[string, object, string, boolean]>([
    ['a role that may write', answer({ role: 'write' }), REPO, true],
    ['the role in an organization', answer({ role: 'write' }), 'lab/voices', true],
    ['all of an organization', fineGrained([scope('org', 'lab', WRITE)]), 'lab/voices', true],
    ['this repo alone', fineGrained([scope('dataset', REPO, WRITE)]), REPO, false],
  ])('with %s may create the repo, or not', (_, said, repo, mayCreate) => {
    expect(judge(said, repo)).toMatchObject({ kind: 'fit', mayCreate });
  });

  test('of which the Hub says what is not known is an error, not a yes', () => {
    expect(() => parseWhoAmI({ name: 'me', auth: { accessToken: { role: 5 } } })).toThrow(/not known here/);
  });
});
