import type { HubAccount } from './hubAccount.ts';
import { judgeToken } from './judgeToken.ts';
import type { Prompt } from './prompt.ts';

export interface WantedRepo {
  /** `owner/name` */
  readonly repo: string;
  readonly hubUrl: string;
  /** Whether it may be made without asking. */
  readonly mayCreate: boolean;
  readonly isPrivate: boolean;
  readonly prompt: Prompt | undefined;
  readonly tell: (line: string) => void;
}

/**
 * Sees to it that the repo is there and that the token may write it; says what it may beyond that.
 *
 * @throws {Error} with what to do about the token, or about the repo.
 */
export async function provideRepo(hub: HubAccount, wanted: WantedRepo): Promise<void> {
  const { repo, hubUrl, tell } = wanted;
  const verdict = judgeToken(await hub.whoAmI(), repo);
  const isThere = await hub.hasRepo(repo);
  const byHand = `make it at ${hubUrl}/new-dataset, and leave it empty`;
  if (verdict.kind === 'narrow') {
    const perhaps = isThere
      ? ''
      : `. The Hub shows it no dataset ${repo}, either: if there is none, ${byHand}`;
    throw new Error(`HF_TOKEN: ${verdict.problem} (${hubUrl}/settings/tokens)${perhaps}`);
  }
  for (const warning of verdict.warnings) tell(`Warning: of the token, ${warning}.`);
  if (isThere) return tell(`The token may write ${repo}.`);
  if (!verdict.mayCreate)
    throw new Error(`${repo}: there is no such dataset, and the token may not make it; ${byHand}`);
  const isPrivate = await mayCreate(wanted, byHand);
  await hub.createRepo({ repo, isPrivate });
  tell(`${repo} is made, ${isPrivate ? 'private' : 'public'} and empty.`);
}

/** Whether it is to be private. @throws {Error} when it is not to be made. */
async function mayCreate(wanted: WantedRepo, byHand: string): Promise<boolean> {
  const { repo, prompt, isPrivate } = wanted;
  if (wanted.mayCreate) return isPrivate;
  const refusal = new Error(`${repo}: there is no such dataset; give --create to have it made, or ${byHand}`);
  if (prompt === undefined || !(await prompt.confirm(`There is no dataset ${repo}. Make it?`))) throw refusal;
  return isPrivate || (await prompt.confirm('Private?'));
}
