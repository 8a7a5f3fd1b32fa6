import { isRightFor } from './isRightFor.ts';
import type { Prompt } from './prompt.ts';

export interface TokenPlaces {
  /** What .dev.vars has. */
  readonly kept: string | undefined;
  /** What the environment has. Many a machine has a broad one there. */
  readonly inEnvironment: string | undefined;
  readonly isNew: boolean;
  readonly prompt: Prompt | undefined;
  readonly hubUrl: string;
  readonly tell: (line: string) => void;
}

/** The Hub token: that of .dev.vars, else that of the environment, else of the person. @throws {Error} where there is none. */
export async function findToken(places: TokenPlaces): Promise<string> {
  const { kept, inEnvironment, isNew, prompt, hubUrl, tell } = places;
  if (kept !== undefined && !isNew) {
    if (inEnvironment !== undefined && inEnvironment !== kept)
      tell('.dev.vars keeps its token; --new-token takes the other one, which HF_TOKEN has.');
    return checked(kept, '.dev.vars');
  }
  if (inEnvironment !== undefined) {
    tell('The token is that of HF_TOKEN in the environment.');
    return checked(inEnvironment, 'the environment');
  }
  if (prompt === undefined)
    throw new Error('HF_TOKEN: is missing; put the token into the environment, or run this at a terminal');
  prompt.tell(
    `A fine-grained token with write access to the contents of that one repo: ${hubUrl}/settings/tokens`,
  );
  for (;;) {
    const token = await prompt.askHidden('Token');
    if (isRightFor('HF_TOKEN', token)) return token;
    prompt.tell('  Expected: hf_ and what follows it.');
  }
}

function checked(token: string, place: string): string {
  if (isRightFor('HF_TOKEN', token)) return token;
  throw new Error(`HF_TOKEN: ${place} has none that begins with hf_`);
}
