import { usageError } from '../../commandError.ts';
import { type PlayStats, readPlayStats } from '../../queries/plays/readPlays.ts';
import { spanOf, yesterday } from '../../queries/plays/spanOf.ts';
import type { CommandDefinition } from '../commandDefinition.ts';
import { statsFound } from './playFigures.ts';
import { withPlays } from './withPlays.ts';

/** The numbers of yesterday, or of a week. */
export const summary: CommandDefinition = {
  name: 'summary',
  summary: 'the numbers of yesterday (daily), or of the last seven days (weekly)',
  examples: [
    ['parqueue plays summary daily --tz Asia/Riyadh', 'yesterday in Riyadh, midnight to midnight'],
    ['parqueue plays summary weekly --json', 'seven days up to now'],
  ],
  declare: (command) => command.argument('[period]', 'daily or weekly', 'daily'),
  run: async (context, _options, [period = 'daily']) => {
    const { clock, config } = context;
    if (period !== 'daily' && period !== 'weekly')
      throw usageError(`period: expected daily or weekly, got "${period}"`);
    if (context.window.said !== '')
      throw usageError('plays summary has a time of its own; for another, see plays stats --since');
    if (period === 'weekly') {
      const window = { sinceMs: clock.now() - 7 * 86_400_000, untilMs: clock.now(), said: 'since 7d' };
      return withPlays({ ...context, window }, 'play_history', async ({ db, span }) =>
        statsFound(context, await readPlayStats(db, span)),
      );
    }
    const day = yesterday(clock.now(), config.tz);
    const window = { ...day, said: day.date };
    return withPlays({ ...context, window }, 'play_history', async ({ db }) => {
      const stats: PlayStats = await readPlayStats(db, spanOf(window, clock.now()));
      return statsFound(context, { date: day.date, ...stats });
    });
  },
};
