import { parseArgs } from 'node:util';
import { KILL_POINTS } from './killPoints.ts';

export interface KillsOptions {
  readonly firstRound: number;
  readonly roundCount: number;
  readonly seed: number;
  /** Spool objects of the dataset. */
  readonly spoolCount: number;
  readonly jsonFile: string | undefined;
}

export const USAGE = `npm run kills -- [--rounds 200] [--seed 1] [--first 1] [--spools 1] [--json FILE] [--short]
  --rounds N    how many rounds; each of the ${KILL_POINTS.length} points comes by turns
  --seed S      what happens in them follows from it
  --first R     the number of the first round: --first R --rounds 1 repeats round R alone
  --spools N    spool objects (the relay's variable SPOOLS)
  --json FILE   writes all figures there
  --short       each point once, for CI`;

/** @throws {TypeError} that says which option is wrong. */
export function parseOptions(args: readonly string[]): KillsOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string' },
      seed: { type: 'string', default: '1' },
      first: { type: 'string', default: '1' },
      spools: { type: 'string', default: '1' },
      json: { type: 'string' },
      short: { type: 'boolean', default: false },
    },
  });
  return {
    firstRound: whole('first', values.first),
    roundCount: whole('rounds', values.rounds ?? String(values.short ? KILL_POINTS.length : 200)),
    seed: whole('seed', values.seed),
    spoolCount: whole('spools', values.spools),
    jsonFile: values.json,
  };
}

function whole(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new TypeError(`--${name} ${text}: expected a whole number from 1`);
  return Number(text);
}
