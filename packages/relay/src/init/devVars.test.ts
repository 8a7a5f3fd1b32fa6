import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { editDevVars, readDevVars } from './devVars.ts';

const EXAMPLE = readFileSync(new URL('../../../../.dev.vars.example', import.meta.url), 'utf8');
const SECRETS = { HF_TOKEN: 'hf_abc', PARQUEUE_SECRET: 'a'.repeat(64), OPERATOR_SECRET: 'b'.repeat(64) };

describe('.dev.vars', () => {
  test('that is a copy of the example has no secret yet', () => {
    expect(readDevVars(EXAMPLE)).toEqual({});
  });

  test('[RL20] gets the secrets into the lines that are there for them', () => {
    const edited = editDevVars(EXAMPLE, SECRETS);
    expect(readDevVars(edited)).toEqual(SECRETS);
    expect(edited.split('\n').length).toBe(EXAMPLE.split('\n').length);
    expect(edited.split('\n').filter((line) => line.startsWith('#'))).toEqual(
      EXAMPLE.split('\n').filter((line) => line.startsWith('#')),
    );
  });

  test('[RL20] stays as it is when it has them', () => {
    const text = `export HF_TOKEN=hf_abc # mine\n\nPARQUEUE_SECRET='${SECRETS.PARQUEUE_SECRET}'\nOTHER=1`;
    expect(editDevVars(text, { ...readDevVars(text) })).toBe(text);
  });

  test('keeps what else it has, and gets what is missing at its end', () => {
    expect(editDevVars('OTHER=1', { HF_TOKEN: 'hf_$&' })).toBe('OTHER=1\nHF_TOKEN=hf_$&\n');
  });

  test('is begun with what it is for', () => {
    const text = editDevVars(undefined, SECRETS);
    expect(text).toMatch(/^# .*wrangler secret bulk/);
    expect(readDevVars(text)).toEqual(SECRETS);
  });
});
