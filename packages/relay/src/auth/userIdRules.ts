import type { ExpectedVariables, ReadVariable } from '../readVariable.ts';

/** How people become a `user_id`. */
export interface UserIdRules {
  /** `sha256` gives the values that an existing dataset holds: plain hashes, which whoever reads the dataset can try addresses against. */
  readonly compat: 'none' | 'sha256';
  /** After so many days everybody gets another; null where they keep theirs. */
  readonly rotationDays: number | null;
}

export const USER_ID_VARIABLES: ExpectedVariables = {
  USER_ID_COMPAT: 'put none in wrangler.toml, or sha256 to go on with the user_id of an existing dataset',
  USER_ID_ROTATION: 'put none, or a number of days such as 30d, in wrangler.toml',
};

export function readUserIdRules(read: ReadVariable): UserIdRules | undefined {
  const compat = read('USER_ID_COMPAT', parseCompat, 'none');
  const rotationDays = read('USER_ID_ROTATION', (text) => parseRotation(text, compat), 'none');
  if (compat === undefined || rotationDays === undefined) return undefined;
  return { compat, rotationDays };
}

function parseCompat(text: string): UserIdRules['compat'] {
  if (text !== 'none' && text !== 'sha256') throw new TypeError('is neither');
  return text;
}

function parseRotation(text: string, compat: UserIdRules['compat'] | undefined): number | null {
  if (text === 'none') return null;
  const days = Number(/^([1-9]\d{0,3})d$/.exec(text)?.[1] ?? Number.NaN);
  if (!(days > 0)) throw new TypeError('is no number of days');
  if (compat === 'sha256') throw new TypeError('does not go with USER_ID_COMPAT, whose values never change');
  return days;
}
