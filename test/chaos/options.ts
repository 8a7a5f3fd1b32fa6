import { parseArgs } from 'node:util';
import { NEMESES } from './nemesis/nemeses.ts';

export interface FaultsOptions {
  readonly firstRound: number;
  readonly roundCount: number;
  readonly seed: number;
  readonly engine: 'chromium';
  /** After so long no new batch is begun, and what there is is reported. */
  readonly minutes: number;
  readonly jsonFile: string | undefined;
  /** So many rounds share a way home: everything is healed, sent and read after each batch. */
  readonly batchRounds: number;
  /**
   * One fault a round, and the bound of audio is on what the recorder heard, which a machine under load does not stretch as it does wall
   * time.
   */
  readonly isShort: boolean;
  /** The one kind of fault that every round has; undefined for each in turn. */
  readonly kind: string | undefined;
}

export const USAGE = `npm run faults -- [--rounds 300] [--seed 1] [--first 1] [--batch 15] [--minutes M] [--engine chromium] [--json FILE] [--kind KIND] [--short]
  --rounds N    how many rounds
  --seed S      what happens in them follows from it
  --first R     the number of the first round: --first R --rounds 1 repeats round R alone
  --batch N     rounds between two looks at the dataset
  --minutes M   begins no batch after so long, and reports what was done
  --json FILE   writes all figures there
  --kind KIND   every round has this fault: ${NEMESES.map(({ kind }) => kind).join(', ')}
  --short       one round of each kind with one fault each, for CI; audio is judged by what the recorder heard, not by the clock`;

/** Control, and each kind of fault. */
const SHORT_ROUNDS = 1 + NEMESES.length;

/** @throws {TypeError} that says which option is wrong. */
export function parseOptions(args: readonly string[]): FaultsOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string' },
      seed: { type: 'string', default: '1' },
      first: { type: 'string', default: '1' },
      batch: { type: 'string', default: '15' },
      minutes: { type: 'string' },
      engine: { type: 'string', default: 'chromium' },
      json: { type: 'string' },
      kind: { type: 'string' },
      short: { type: 'boolean', default: false },
    },
  });
  if (values.engine !== 'chromium')
    throw new TypeError(`--engine ${values.engine}: only chromium can be broken in all of these ways so far`);
  if (values.kind !== undefined && !NEMESES.some(({ kind }) => kind === values.kind))
    throw new TypeError(`--kind ${values.kind}: expected ${NEMESES.map(({ kind }) => kind).join(', ')}`);
  return {
    firstRound: positive('first', values.first),
    roundCount: positive('rounds', values.rounds ?? `${values.short ? SHORT_ROUNDS : 300}`),
    seed: positive('seed', values.seed),
    minutes: values.minutes === undefined ? Number.POSITIVE_INFINITY : positive('minutes', values.minutes),
    engine: values.engine,
    jsonFile: values.json,
    batchRounds: positive('batch', values.batch),
    isShort: values.short,
    kind: values.kind,
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new TypeError(`--${name} ${text}: expected a whole number from 1`);
  return value;
}
