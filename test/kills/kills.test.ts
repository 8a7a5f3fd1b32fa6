import { expect, test } from 'vitest';
import { KILL_POINTS } from './killPoints.ts';
import { runKills } from './runKills.ts';
import { summaryOf } from './summaryOf.ts';

const roundOf = (name: string): number => 1 + KILL_POINTS.findIndex((point) => point.name === name);

test.each(['a receipt was read', 'commit landed, not answered'])(
  '[R3] [RL31] a relay that is killed when %s delivers each row once',
  async (name) => {
    const options = { seed: 1, firstRound: roundOf(name), roundCount: 1, spoolCount: 1, jsonFile: undefined };
    const run = await runKills(options, () => {});
    expect(run.results).toMatchObject([{ point: name, isMet: true, problems: [] }]);
    const { text, isFailed } = summaryOf(options, run);
    expect(isFailed, text).toBe(false);
  },
  120_000,
);
