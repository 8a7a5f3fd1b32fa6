import type { Fault, FaultEffect, FaultMatch } from './faults.ts';
import { badRequest } from './hubError.ts';
import { asOptionalString, asRecord, asSizeBytes, type JsonRecord } from './jsonShape.ts';

/** Reads a fault that came as JSON; expressions come as `match.pattern`. */
export function parseFault(body: unknown): Fault {
  const record = asRecord(body, 'fault');
  const count = (name: string) =>
    record[name] === undefined ? {} : { [name]: asSizeBytes(record[name], name) };
  return {
    ...parseEffect(record),
    match: parseMatch(asRecord(record['match'] ?? {}, 'match')),
    ...count('times'),
    ...count('skip'),
  };
}

function parseMatch(match: JsonRecord): FaultMatch {
  const method = asOptionalString(match['method'], 'match.method');
  const path = asOptionalString(match['path'], 'match.path');
  const pattern = asOptionalString(match['pattern'], 'match.pattern');
  const wanted = pattern === undefined ? path : parsePattern(pattern);
  return { ...(method !== undefined && { method }), ...(wanted !== undefined && { path: wanted }) };
}

function parsePattern(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch {
    throw badRequest('match.pattern: not a regular expression');
  }
}

function parseEffect(record: JsonRecord): FaultEffect {
  const { kind } = record;
  switch (kind) {
    case 'status':
      return parseStatus(record);
    case 'delay':
      return { kind, delayMs: asSizeBytes(record['delayMs'], 'delayMs') };
    case 'cut-body':
      return record['afterBytes'] === undefined
        ? { kind }
        : { kind, afterBytes: asSizeBytes(record['afterBytes'], 'afterBytes') };
    case 'request-lost':
    case 'reply-lost':
    case 'hang':
      return { kind };
    default:
      throw badRequest('kind: expected status, delay, cut-body, request-lost, reply-lost or hang');
  }
}

function parseStatus(record: JsonRecord): FaultEffect {
  const status = asSizeBytes(record['status'], 'status');
  if (status < 200 || status > 599) throw badRequest('status: expected 200 to 599');
  const headers = Object.entries(asRecord(record['headers'] ?? {}, 'headers'));
  return {
    kind: 'status',
    status,
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
    takesEffect: record['takesEffect'] === true,
    ...(record['body'] !== undefined && { body: record['body'] }),
  };
}
