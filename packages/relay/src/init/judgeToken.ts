import type { TokenScope, WhoAmI } from './whoAmI.ts';

export type TokenVerdict =
  /** It may write the repo. Each warning says what it may beyond that, or when it ends. */
  | { readonly kind: 'fit'; readonly mayCreate: boolean; readonly warnings: readonly string[] }
  /** It may not, and what to do. */
  | { readonly kind: 'narrow'; readonly problem: string };

/** What the relay does with the repo: it reads the card and the history, and makes commits. */
const NEEDED = ['repo.content.read', 'repo.write'];
/** What a token for one repo has beside that, by no choice of who made it. */
const HARMLESS = new Set([...NEEDED, 'repo.access.read']);

const ADVICE = 'a fine-grained token with write access to the contents of that one repo';

/** Whether a token is the one that the relay needs: for this repo (`owner/name`), and for nothing else. */
export function judgeToken(who: WhoAmI, repo: string): TokenVerdict {
  const verdict = who.role === 'fineGrained' ? judgeScopes(who, repo) : judgeRole(who, repo);
  if (verdict.kind === 'narrow' || who.expiresAt === undefined) return verdict;
  const ends = `it ends on ${who.expiresAt.slice(0, 10)}; from then on rows wait in the relay until it has another`;
  return { ...verdict, warnings: [...verdict.warnings, ends] };
}

function judgeRole(who: WhoAmI, repo: string): TokenVerdict {
  if (who.role === undefined) return narrow(`it is no access token but that of a sign-in; make ${ADVICE}`);
  if (who.role === 'read') return narrow(`it may only read; make ${ADVICE}`);
  const owner = ownerOf(repo);
  const org = who.orgs.find(({ name }) => isSame(name, owner));
  if (!isSame(who.name, owner) && org === undefined)
    return narrow(`it is ${who.name}'s, who is neither ${owner} nor in an organization of this name`);
  if (org?.role === 'read') return narrow(`${who.name} may only read what is ${owner}'s`);
  const broad = `it may write everything of ${who.name}'s; ${ADVICE} is enough`;
  return { kind: 'fit', mayCreate: true, warnings: [broad] };
}

function judgeScopes({ scopes, everywhere }: WhoAmI, repo: string): TokenVerdict {
  const own = scopes.filter((scope) => isOfRepo(scope, repo));
  const ownersAll = scopes.filter((scope) => isOfOwner(scope, repo));
  const granted = new Set([...own, ...ownersAll].flatMap(({ permissions }) => permissions));
  const missing = NEEDED.filter((permission) => !granted.has(permission));
  if (missing.length > 0) return narrow(`it lacks ${missing.join(' and ')} for ${repo}; make ${ADVICE}`);
  const mayCreate = ownersAll.some(({ permissions }) => permissions.includes('repo.write'));
  return { kind: 'fit', mayCreate, warnings: beyond(scopes, everywhere, repo) };
}

/** What else a fine-grained token may. */
function beyond(scopes: readonly TokenScope[], everywhere: readonly string[], repo: string): string[] {
  const others = scopes.flatMap((scope) => {
    const permissions = scope.permissions.filter((each) => !isOfRepo(scope, repo) || !HARMLESS.has(each));
    return permissions.length === 0 ? [] : [`${permissions.join(', ')} for ${scope.entity.name}`];
  });
  const all = everywhere.length === 0 ? others : [...others, `${everywhere.join(', ')} everywhere`];
  return all.length === 0 ? [] : [`it may also ${all.join('; ')}; ${ADVICE} is enough`];
}

const narrow = (problem: string): TokenVerdict => ({ kind: 'narrow', problem });

const isOfRepo = ({ entity }: TokenScope, repo: string): boolean =>
  entity.type === 'dataset' && isSame(entity.name, repo);

const isOfOwner = ({ entity }: TokenScope, repo: string): boolean =>
  (entity.type === 'user' || entity.type === 'org') && isSame(entity.name, ownerOf(repo));

const ownerOf = (repo: string): string => repo.split('/')[0] ?? '';

/** The Hub tells names apart by their letters, not by their case. */
const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
