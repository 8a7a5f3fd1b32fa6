import type { CommandDefinition } from '../commandDefinition.ts';
import { errors } from './playErrors.ts';
import { hours, stats, top, uptime } from './playFigures.ts';
import { history, now, recent } from './playLists.ts';
import { summary } from './playSummary.ts';

/** The log of a radio: what it played, how long, and what went wrong. */
export const plays: CommandDefinition = {
  name: 'plays',
  summary: 'what was played: recent, now, top, history, stats, hours, uptime, errors, summary',
  examples: [['parqueue plays top --days 7', 'what was played most in a week']],
  children: [recent, now, top, history, stats, hours, uptime, errors, summary],
};
