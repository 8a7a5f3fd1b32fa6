import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { usageError } from '../commandError.ts';
import type { CommandContext, CommandOptions } from '../commands/commandDefinition.ts';
import { parseDuration } from '../windows/duration.ts';
import { createCmdProcessor } from './cmdProcessor.ts';
import type { Order } from './findPending.ts';
import { loadFnProcessor } from './fnProcessor.ts';
import { createHttpProcessor, type HttpForm } from './httpProcessor.ts';
import type { Processor } from './processor.ts';

/** What `parqueue process` was told, checked. */
export interface ProcessOptions {
  readonly name: string;
  readonly version: string;
  readonly table: string | undefined;
  readonly order: Order;
  readonly groupBy: string | undefined;
  readonly maxGroup: number;
  readonly batchSize: number;
  readonly maxWorkers: number | 'auto';
  readonly timeoutBaseMs: number;
  readonly timeoutPerItemMs: number;
  readonly retries: number;
  readonly backoff: { readonly fromMs: number; readonly toMs: number };
  readonly rps: number | undefined;
  readonly priority: string | undefined;
  readonly isRetry: boolean;
  readonly maxAttempts: number;
  readonly withSilence: boolean;
  readonly canReuse: boolean;
  readonly shard: { readonly index: number; readonly count: number };
  readonly failureLimit: number;
  readonly pauseMs: number;
  readonly flushRows: number;
  readonly flushMs: number;
  readonly metricsPort: number | undefined;
  readonly logFile: string | undefined;
  readonly isDryRun: boolean;
  readonly relay: { readonly url: string; readonly dataset: string; readonly token: string } | undefined;
}

/** @throws {CommandError} (exit 2) naming the option. */
export async function readProcessOptions(
  { platform }: CommandContext,
  given: CommandOptions,
): Promise<ProcessOptions> {
  const text = (name: string): string | undefined => given[name] as string | undefined;
  const whole = (name: string, option: string, from = 0): number =>
    wholeNumber(option, text(name) as string, from);
  const ms = (name: string, option: string): number => parseDuration(option, text(name) as string).ms;
  const groupBy = text('groupBy');
  const logFile = text('logFile');
  const metricsPort = text('metricsPort');
  return {
    name: text('processor') ?? nameOf(given),
    version: text('processorVersion') as string,
    table: text('table'),
    order: text('order') as Order,
    groupBy: groupBy === 'none' ? undefined : groupBy,
    maxGroup: whole('maxGroup', '--max-group', 1),
    batchSize: Math.min(1_000, whole('batchSize', '--batch-size', 1)),
    maxWorkers: text('maxWorkers') === 'auto' ? 'auto' : whole('maxWorkers', '--max-workers', 1),
    timeoutBaseMs: ms('timeoutBase', '--timeout-base'),
    timeoutPerItemMs: ms('timeoutPerItem', '--timeout-per-item'),
    retries: whole('retries', '--retries'),
    backoff: backoffOf(text('backoff') as string),
    rps: rateOf(text('rps')),
    priority: text('priority'),
    isRetry: given['retryErrors'] === true,
    maxAttempts: whole('maxAttempts', '--max-attempts', 1),
    withSilence: given['withSilence'] === true,
    canReuse: given['reuse'] !== false,
    shard: shardOf(text('shard') as string),
    failureLimit: whole('breaker', '--breaker', 1),
    pauseMs: ms('breakerPause', '--breaker-pause'),
    flushRows: whole('flushRows', '--flush-rows', 1),
    flushMs: ms('flushTime', '--flush-time'),
    metricsPort: metricsPort === undefined ? undefined : wholeNumber('--metrics-port', metricsPort, 0),
    logFile: logFile === undefined ? undefined : resolve(platform.cwd, logFile),
    isDryRun: given['dryRun'] === true,
    relay: await relayOf(platform, given),
  };
}

/** @throws {CommandError} (exit 2) unless exactly one is named. */
export async function openProcessor({ platform }: CommandContext, given: CommandOptions): Promise<Processor> {
  const [fn, cmd, url] = ['fn', 'cmd', 'http'].map((name) => given[name] as string | undefined);
  if ([fn, cmd, url].filter((one) => one !== undefined).length !== 1)
    throw usageError('what is to process? Give one of --fn FILE, --cmd "… {file}" or --http URL');
  const params = paramsOf((given['param'] as string[] | undefined) ?? []);
  if (fn !== undefined) return loadFnProcessor(fn, platform.cwd, params);
  if (cmd !== undefined)
    return createCmdProcessor({ command: cmd, params, cwd: platform.cwd, env: platform.env });
  const tokenFile = given['httpTokenFile'] as string | undefined;
  return createHttpProcessor({
    url: urlOf('--http', url as string),
    form: given['form'] as HttpForm,
    model: given['model'] as string | undefined,
    language: given['language'] as string | undefined,
    params,
    token:
      tokenFile === undefined
        ? platform.env['PARQUEUE_HTTP_TOKEN'] || undefined
        : await readSecret('--http-token-file', resolve(platform.cwd, tokenFile)),
    fetch: platform.fetch,
    now: platform.now,
  });
}

/** Of a relay: the route's address, dataset and right; undefined without `--relay`. */
export async function relayOf(
  { env, cwd }: CommandContext['platform'],
  given: CommandOptions,
): Promise<{ url: string; dataset: string; token: string } | undefined> {
  const url = given['relay'] as string | undefined;
  if (url === undefined) return undefined;
  const dataset = given['dataset'] as string | undefined;
  if (dataset === undefined)
    throw usageError('--relay: say which dataset with --dataset NAME, as the relay calls it');
  const file = given['operatorFile'] as string | undefined;
  const token =
    file === undefined ? env['OPERATOR_SECRET'] : await readSecret('--operator-file', resolve(cwd, file));
  if (!token)
    throw usageError("--relay: the operator's secret is needed: OPERATOR_SECRET or --operator-file FILE");
  return { url: urlOf('--relay', url), dataset, token };
}

function nameOf(given: CommandOptions): string {
  const text = (name: string): string | undefined => given[name] as string | undefined;
  const name = text('model') ?? text('fn')?.replace(/^.*\//, '') ?? text('cmd')?.trim().split(/\s+/)[0];
  if (name !== undefined) return name;
  throw usageError('--processor: give the processor a name, such as whisper-v3: results are known by it');
}

function paramsOf(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw usageError(`--param: expected name=value, got "${text}"`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

export function wholeNumber(option: string, text: string, from: number): number {
  if (/^\d{1,9}$/.test(text) && Number(text) >= from) return Number(text);
  throw usageError(`${option}: expected a whole number from ${from}, got "${text}"`);
}

function backoffOf(text: string): ProcessOptions['backoff'] {
  const [from, to, more] = text.split('..');
  if (from === undefined || to === undefined || more !== undefined)
    throw usageError(`--backoff: expected two times such as 1s..60s, got "${text}"`);
  return { fromMs: parseDuration('--backoff', from).ms, toMs: parseDuration('--backoff', to).ms };
}

function rateOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const rps = Number(text);
  if (rps > 0 && Number.isFinite(rps)) return rps;
  throw usageError(`--rps: expected calls a second above 0, got "${text}"`);
}

function shardOf(text: string): ProcessOptions['shard'] {
  const match = /^(\d{1,4})\/(\d{1,4})$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (match !== null && index >= 1 && index <= count) return { index: index - 1, count };
  throw usageError(`--shard: expected a part such as 1/4, got "${text}"`);
}

function urlOf(option: string, text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text;
  throw usageError(`${option}: expected an address such as http://127.0.0.1:8000, got "${text}"`);
}

async function readSecret(option: string, path: string): Promise<string> {
  const secret = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (secret === '') throw usageError(`${option}: cannot read a secret from ${path}`);
  return secret;
}
