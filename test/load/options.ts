import { parseArgs } from 'node:util';

export interface LoadOptions {
  /** One run for each. */
  readonly browserCounts: readonly number[];
  /** By the clock, without what is sent after the last page has gone. */
  readonly minutes: number;
  /** How much faster simulated time passes than the clock. */
  readonly speed: number;
  /** The most that all browsers of the largest run send together, a second by the clock. */
  readonly shardsPerS: number;
  readonly seed: number;
  /** Spool objects of the dataset. */
  readonly spoolCount: number;
  /** Nothing goes wrong. */
  readonly isCalm: boolean;
  readonly jsonFile: string | undefined;
}

export const USAGE = `npm run load -- [--browsers 1000] [--minutes 3] [--speed 6] [--rate 12] [--seed 1] [--spools 1] [--calm] [--json FILE] [--short]
  --browsers N    how many; 10,100,1000 runs them one after another and compares
  --minutes M     by the clock
  --speed F       simulated time passes so much faster: the interval is divided by it, quotas of an hour are multiplied
  --rate R        shards a second by the clock that the most browsers send together; each sends its share, at any number
  --seed S        what browsers do, and what goes wrong, follows from it
  --spools N      spool objects (the relay's variable SPOOLS)
  --calm          nothing goes wrong
  --json FILE     writes all figures there
  --short         100 browsers for twenty seconds at sixty times the clock, for CI`;

/** @throws {TypeError} that says which option is wrong. */
export function parseOptions(args: readonly string[]): LoadOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      browsers: { type: 'string' },
      minutes: { type: 'string' },
      speed: { type: 'string' },
      rate: { type: 'string', default: '12' },
      seed: { type: 'string', default: '1' },
      spools: { type: 'string', default: '1' },
      calm: { type: 'boolean', default: false },
      json: { type: 'string' },
      short: { type: 'boolean', default: false },
    },
  });
  const browsers = values.browsers ?? (values.short ? '100' : '1000');
  return {
    browserCounts: browsers.split(',').map((text) => whole('browsers', text)),
    minutes: positive('minutes', values.minutes ?? (values.short ? '0.35' : '3')),
    speed: positive('speed', values.speed ?? (values.short ? '60' : '6')),
    shardsPerS: positive('rate', values.rate),
    seed: whole('seed', values.seed),
    spoolCount: whole('spools', values.spools),
    isCalm: values.calm,
    jsonFile: values.json,
  };
}

function whole(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new TypeError(`--${name} ${text}: expected a whole number from 1`);
  return Number(text);
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1e6)) throw new TypeError(`--${name} ${text}: expected a number above 0`);
  return value;
}
