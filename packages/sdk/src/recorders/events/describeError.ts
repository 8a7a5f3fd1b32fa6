import type { ErrorData } from '@parqueue/schema/presets';
import { hashHex } from './hash32.ts';

/** As much as makes sense to read; a stack of a thousand frames is a loop. */
const MAX_TRACEBACK = 8_000;
const MAX_MESSAGE = 2_000;
/** Where an error happened is in its first frames; below them, who called is different each time. */
const FINGERPRINT_FRAMES = 3;
const MAX_CAUSES = 5;

/**
 * What there is to say of anything that was thrown, as the `data` of an event `error` or `synthesis_error`. Never throws.
 *
 * @param error an `Error`, with its causes, or anything else.
 * @example
 * ```ts
 * import { describeError } from '@parqueue/sdk/events';
 *
 * try {
 *   JSON.parse('{');
 * } catch (error) {
 *   events.event('synthesis_error', { variant_hash: '9f2c', data: describeError(error) });
 * }
 * ```
 */
export function describeError(error: unknown): ErrorData {
  try {
    return describe(error);
  } catch {
    // A getter that throws, a revoked proxy.
    return { message: 'an error that cannot be read', fingerprint: hashHex('unreadable') };
  }
}

function describe(error: unknown): ErrorData {
  if (!isErrorLike(error)) {
    const message = cut(textOf(error), MAX_MESSAGE);
    return { message, fingerprint: fingerprintOf(typeof error, message, '') };
  }
  const { name, message } = error;
  const traceback = cut(tracebackOf(error), MAX_TRACEBACK);
  return {
    message: cut(textOf(message), MAX_MESSAGE),
    name: textOf(name ?? 'Error'),
    ...(traceback !== '' && { traceback }),
    fingerprint: fingerprintOf(textOf(name), textOf(message), textOf(error.stack ?? '')),
  };
}

interface ErrorLike {
  readonly name?: unknown;
  readonly message: unknown;
  readonly stack?: unknown;
  readonly cause?: unknown;
}

/** An error of another realm is no `Error` here, and a DOMException none in old engines. */
const isErrorLike = (error: unknown): error is ErrorLike =>
  typeof error === 'object' && error !== null && 'message' in error;

/** Stacks of an error and of what caused it. */
function tracebackOf(error: ErrorLike): string {
  const parts: string[] = [];
  for (let at: unknown = error; isErrorLike(at) && parts.length < MAX_CAUSES; at = at.cause) {
    if (typeof at.stack === 'string' && at.stack !== '') parts.push(at.stack);
    else if (parts.length > 0) parts.push(`${textOf(at.name ?? 'Error')}: ${textOf(at.message)}`);
  }
  return parts.join('\nCaused by: ');
}

/** The same for errors that differ only in numbers, quoted values, query strings and hosts. */
export function fingerprintOf(name: string, message: string, stack: string): string {
  const frames = stack
    .split('\n')
    .filter((line) => /:\d+/.test(line))
    .slice(0, FINGERPRINT_FRAMES);
  const plain = message.replace(/(["'`]).*?\1/g, '""').replace(/[0-9a-f]{8,}|\d+/gi, '0');
  const places = frames.map((line) => line.trim().replace(/\w+:\/\/[^/]+|\?[^:)]*/g, ''));
  return hashHex([name, plain, ...places].join('\n'));
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null) {
    try {
      return JSON.stringify(value) ?? String(value);
    } catch {
      return Object.prototype.toString.call(value);
    }
  }
  return String(value);
}

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;
