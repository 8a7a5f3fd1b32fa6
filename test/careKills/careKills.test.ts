import { describe, expect, it } from 'vitest';
import { runCareKills } from './runCareKills.ts';

describe('compact, killed', () => {
  it('[CR6] loses and doubles nothing, whenever it is killed; the next run ends what a dead one began', async () => {
    const { problems, kills } = await runCareKills({ kills: 6, seed: 7, say: () => undefined });
    expect(problems).toEqual([]);
    expect(kills).toBe(6);
  }, 60_000);
});
