import { createHash } from 'node:crypto';
import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { describe, expect, it } from 'vitest';
import { forSeeds } from '../../../../test/support/seeded.ts';
import * as wire from './index.ts';
import { ERRORS, type ErrorCode, formatDigest, parseDigest, parseProblem, problemOf } from './index.ts';
import { problemSchema } from './problem.ts';

/** Of each protocol version, the hash of everything that page and relay say to each other. */
const HASHES: Readonly<Record<number, string>> = {
  1: '89c234f70b770dc68642eba43ac5315490eb3c1c76436652afc41d3a50c6b9f1',
};

const messages = (): Record<string, unknown> => {
  const schemas = Object.entries({ ...wire, problemSchema }).filter(([name]) => name.endsWith('Schema'));
  return Object.fromEntries(schemas.map(([name, schema]) => [name, toJsonSchema(schema as GenericSchema)]));
};

const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

describe('the wire', () => {
  it('[WR1] does not change without a new version', () => {
    const errors = Object.entries(ERRORS).map(([code, { status, retryable }]) => [code, status, retryable]);
    const said = { messages: messages(), headers: wire.HEADER, mediaTypes: wire.MEDIA_TYPE, errors };
    expect(
      sha256(JSON.stringify(said)),
      `what page and relay say to each other changed: bump PROTOCOL_VERSION in version.ts (now ${wire.PROTOCOL_VERSION}), ` +
        'say there what is new, and pin the new hash here',
    ).toBe(HASHES[wire.PROTOCOL_VERSION]);
  });

  it('[WR1] is hashed whole', () => {
    expect(Object.keys(messages()).sort()).toEqual([
      'healthSchema',
      'problemSchema',
      'receiptSchema',
      'rowsReceiptSchema',
      'shardStatesSchema',
      'ticketRequestSchema',
      'ticketResponseSchema',
    ]);
  });
});

describe('errors', () => {
  const codes = Object.keys(ERRORS) as ErrorCode[];

  it.each(codes)('[WR2] %s becomes a Problem and is read back', (code) => {
    const problem = problemOf(code, 'what happened');
    expect(problem).toMatchObject({ code, status: ERRORS[code].status, retryable: ERRORS[code].retryable });
    expect(parseProblem(JSON.parse(JSON.stringify(problem)))).toEqual(problem);
  });

  it('[WR2] a Problem says which line and column of a request are wrong, where it has them', () => {
    const problem = problemOf('rows_invalid', 'what happened', { line: 3, column: 'segments[2].ref' });
    expect(parseProblem(JSON.parse(JSON.stringify(problem)))).toEqual(problem);
    expect(problem).toMatchObject({ line: 3, column: 'segments[2].ref' });
    for (const wrong of [{ line: 0 }, { line: '3' }, { column: '' }])
      expect(parseProblem({ ...problem, ...wrong })).toBeUndefined();
  });

  it('[WR2] what can pass by itself, or by another deploy, is tried again', () => {
    for (const code of codes) {
      const { status, retryable } = ERRORS[code];
      const canPass = [401, 403, 404, 405, 429].includes(status) || status >= 500;
      // What the operator has decided does not pass.
      if (canPass && code !== 'audio_refused') expect(retryable, code).toBe(true);
      expect(status).toBeGreaterThanOrEqual(400);
    }
    expect(codes.filter((code) => !ERRORS[code].retryable)).toEqual([
      'bad_request',
      'audio_refused',
      'shard_conflict',
      'row_conflict',
      'shard_too_large',
      'message_too_large',
      'shard_invalid',
      'rows_invalid',
    ]);
  });

  it('[WR2] anything else is no answer of ours', () => {
    const problem = problemOf('overloaded', '');
    const { retryable: _, ...incomplete } = problem;
    const others = [
      undefined,
      null,
      '<html>',
      [],
      {},
      { error: 'x' },
      incomplete,
      { ...problem, code: 'later' },
      { ...problem, status: '503' },
    ];
    for (const other of others) expect(parseProblem(other)).toBeUndefined();
  });
});

describe('Content-Digest', () => {
  it('[WR3] comes back as it was sent, in the form of RFC 9530', () => {
    const hello = '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03';
    expect(formatDigest(hello)).toBe('sha-256=:WJG1tSLV3whtD/CxEPvZ0hu0/HFjrzTQgoai6Eb2vgM=:');
    forSeeds(100, (random) => {
      const bytes = Uint8Array.from({ length: 32 }, () => random.int(0, 255));
      const hex = Buffer.from(bytes).toString('hex');
      expect(formatDigest(hex)).toBe(`sha-256=:${Buffer.from(bytes).toString('base64')}:`);
      expect(parseDigest(formatDigest(hex))).toBe(hex);
    });
  });

  it('[WR3] is found beside others', () => {
    const digest = formatDigest(sha256('x'));
    expect(parseDigest(`sha-512=:${'A'.repeat(86)}==:, ${digest}`)).toBe(sha256('x'));
    expect(parseDigest(`${digest},md5=:AAAA:`)).toBe(sha256('x'));
  });

  it('[WR3] is refused when malformed', () => {
    const wrong = [
      '',
      'sha-256=abc',
      'sha-256=::',
      `sha-256=:${'A'.repeat(42)}=:`,
      `sha-256=:${'A'.repeat(44)}:`,
      formatDigest(sha256('x')).slice(0, -1),
      `x${formatDigest(sha256('x'))}`,
    ];
    for (const text of wrong) expect(parseDigest(text), text).toBeUndefined();
  });
});

describe('names', () => {
  it('[WR3] shards are UUIDs of version 7, in lower case', () => {
    expect(wire.UUID7_PATTERN.test('0197c0de-0000-7abc-8def-0123456789ab')).toBe(true);
    for (const wrong of [
      '0197c0de-0000-4abc-8def-0123456789ab',
      '0197C0DE-0000-7abc-8def-0123456789ab',
      '0197c0de-0000-7abc-cdef-0123456789ab',
      '0197c0de-0000-7abc-8def-0123456789ab\n',
    ]) {
      expect(wire.UUID7_PATTERN.test(wrong), wrong).toBe(false);
    }
  });
});
