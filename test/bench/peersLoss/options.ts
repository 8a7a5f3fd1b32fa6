import { parseArgs } from 'node:util';
import { CASES } from './cases.ts';
import type { Peer } from './peer.ts';
import { PEERS } from './peers.ts';

export interface PeersLossOptions {
  readonly peers: readonly Peer[];
  readonly caseNames: readonly string[];
  readonly roundCount: number;
  readonly seed: number;
  readonly eventCount: number;
  readonly paceMs: number;
  /** Trials under way at the same time. Only their waits overlap. */
  readonly trialsAtOnce: number;
  readonly jsonFile: string | undefined;
}

export const USAGE = `npm run bench -- peers-loss [--peer NAME]… [--case NAME]… [--rounds 3] [--seed 1] [--events 200] [--pace 25] [--at-once 7] [--json FILE]
  --peer NAME   only this one: ${PEERS.map(({ name }) => name).join(', ')}
  --case NAME   only this one: ${[...CASES.keys()].join(', ')}
  --rounds N    trials of each peer in each case
  --seed S      when a browser is killed follows from it
  --events N    events called in a trial
  --pace MS     from one event to the next
  --at-once N   trials under way at the same time; only their waits overlap
  --json FILE   writes every trial there`;

/** @throws {TypeError} that says which option is wrong. */
export function parseOptions(args: readonly string[]): PeersLossOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      peer: { type: 'string', multiple: true },
      case: { type: 'string', multiple: true },
      rounds: { type: 'string', default: '3' },
      seed: { type: 'string', default: '1' },
      events: { type: 'string', default: '200' },
      pace: { type: 'string', default: '25' },
      'at-once': { type: 'string', default: '7' },
      json: { type: 'string' },
    },
  });
  const peerNames = known(
    'peer',
    values.peer,
    PEERS.map(({ name }) => name),
  );
  return {
    peers: PEERS.filter(({ name }) => peerNames.includes(name)),
    caseNames: known('case', values.case, [...CASES.keys()]),
    roundCount: positive('rounds', values.rounds),
    seed: positive('seed', values.seed),
    eventCount: positive('events', values.events),
    paceMs: positive('pace', values.pace),
    trialsAtOnce: positive('at-once', values['at-once']),
    jsonFile: values.json,
  };
}

/** All of them where none is named. */
function known(
  option: string,
  named: readonly string[] | undefined,
  all: readonly string[],
): readonly string[] {
  const wrong = named?.find((name) => !all.includes(name));
  if (wrong !== undefined) throw new TypeError(`--${option} ${wrong}: there are ${all.join(', ')}`);
  return all.filter((name) => named === undefined || named.includes(name));
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new TypeError(`--${name} ${text}: expected a whole number from 1`);
  return value;
}
