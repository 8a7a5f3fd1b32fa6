import type { Diagnosis } from '../api/diagnosis.ts';
import type { LoggerOptions, Tables } from '../api/loggerOptions.ts';
import type { Stats } from '../api/stats.ts';
import { browserFeatures } from '../browser/browserFeatures.ts';
import { ENGINE_VERSION, type Engine } from '../engine/engine.ts';
import type { CoreHost } from './assembleCore.ts';
import type { EventLog } from './eventLog.ts';
import type { Outbox } from './outbox.ts';
import type { ParsedOptions } from './parseOptions.ts';

export interface DiagnoseParts {
  readonly host: Pick<CoreHost, 'options' | 'page'>;
  readonly parsed: ParsedOptions;
  readonly problem: Error | undefined;
  readonly outbox: Pick<Outbox, 'waiting'>;
  readonly engine: () => Promise<Engine>;
  readonly stats: () => Promise<Stats>;
  readonly events: EventLog;
}

/** A report of the logger that answers even where nothing else does. */
export async function diagnose({ host, ...parts }: DiagnoseParts): Promise<Diagnosis> {
  const { options, page } = host;
  const late = new Promise<undefined>((resolve) => {
    page.schedule(() => resolve(undefined), ENGINE_TIMEOUT_MS);
  });
  const inTime = <T>(asked: Promise<T>) => Promise.race([asked.catch(() => undefined), late]);
  const [stats, engine] = await Promise.all([
    inTime(parts.stats()),
    inTime(parts.engine().then((running) => running.diagnose())),
  ]);
  return {
    at: page.now(),
    engineVersion: ENGINE_VERSION,
    browser: await browserFeatures(),
    options: parts.problem === undefined ? optionsOf(options, parts.parsed) : null,
    unstoredCount: parts.outbox.waiting().entries.length,
    stats: stats ?? null,
    engine: engine ?? null,
    events: parts.events.all(),
  };
}

/** An engine that says nothing by then is part of what is reported. */
const ENGINE_TIMEOUT_MS = 5_000;

/** The relay's address without path, query and password, which may be secret. */
function optionsOf(options: LoggerOptions<Tables>, parsed: ParsedOptions): Diagnosis['options'] {
  const { relay, dataset, tables, flushEveryMs, flushAt } = parsed;
  return {
    relayOrigin: new URL(relay).origin,
    dataset,
    tables: tables.map(({ name, fingerprint }) => ({ name, fingerprint })),
    flushEveryMs,
    flushAt,
    given: Object.keys(options).toSorted(),
  };
}
