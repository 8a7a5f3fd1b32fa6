import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../testing/runCommand.ts';
import { resolveConfig } from './resolveConfig.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'parqueue-config-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const resolve = (flags: Record<string, unknown> = {}, env: Record<string, string> = {}) =>
  resolveConfig({ flags, env, cwd, localTz: 'Asia/Riyadh' });

const writeConfig = (text: string) => writeFile(join(cwd, 'parqueue.config.ts'), `export default ${text};\n`);

describe('config', () => {
  it('[CL1] {003.18} {000.04} a flag stands over the environment, that over the profile, the file and the default, and each says so', async () => {
    await writeConfig(`{ tz: 'Europe/Paris', threads: 3, profile: 'dev', profiles: {
      dev: { tz: 'Africa/Cairo', memoryLimit: '1GB' }, prod: { repo: 'me/prod' } } }`);
    const file = await resolve({ profile: 'prod' });
    expect([file.tz, file.origins.tz]).toEqual(['Europe/Paris', 'tz of parqueue.config.ts']);
    expect([file.repo, file.origins.repo]).toEqual(['me/prod', 'repo of profile prod of parqueue.config.ts']);
    const profile = await resolve();
    expect([profile.tz, profile.profile]).toEqual(['Africa/Cairo', 'dev']);
    const env = await resolve({}, { PARQUEUE_TZ: 'Asia/Tokyo' });
    expect([env.tz, env.origins.tz]).toEqual(['Asia/Tokyo', 'PARQUEUE_TZ']);
    const flag = await resolve({ tz: 'local' }, { PARQUEUE_TZ: 'Asia/Tokyo' });
    expect([flag.tz, flag.origins.tz]).toEqual(['Asia/Riyadh', '--tz']);
    expect([flag.threads, flag.memoryLimit, flag.origins.hubUrl]).toEqual([3, '1GB', 'default']);
  });

  it('[CL1] {002.16} the dataset is that of the first place that names one', async () => {
    await writeConfig("{ repo: 'me/one' }");
    const { repo, local } = await resolve({ local: 'data' });
    expect([repo, local]).toEqual([undefined, join(cwd, 'data')]);
    await expect(resolve({ local: 'data', repo: 'me/two' })).rejects.toThrow(
      '--repo and --local exclude each other',
    );
  });

  it('[CL2] {003.18} what is wrong is named with where it came from', async () => {
    await expect(resolve({ repo: 'nonsense' })).rejects.toThrow(
      '--repo: expected a dataset as namespace/name',
    );
    await expect(resolve({}, { PARQUEUE_TZ: 'Mars/Base' })).rejects.toThrow(
      'PARQUEUE_TZ: no such time zone "Mars/Base"',
    );
    await expect(resolve({ profile: 'x' })).rejects.toThrow('profile "x"');
    await writeConfig("{ tzz: 'UTC' }");
    await expect(resolve()).rejects.toThrow('parqueue.config.ts: no such setting "tzz"');
    await writeFile(join(cwd, 'other.json'), '{ "token": "hf_secret" }');
    await expect(resolve({ config: 'other.json' })).rejects.toThrow('does not belong into a file');
  });

  it('[CL3] {003.17} retention is in days by table: defaults, file, then the variables', async () => {
    expect((await resolve()).retention).toEqual({ play_history: 90, error_log: 30, system_metrics: 30 });
    await writeConfig('{ retention: { error_log: 7, log_line: 14 } }');
    const { retention } = await resolve({}, { METRICS_RETENTION_DAYS: '5' });
    expect(retention).toEqual({ play_history: 90, error_log: 7, system_metrics: 5, log_line: 14 });
  });

  it('[CL4] {003.15} LOG_LEVEL and DEBUG set what is said, LOG_PATH keeps it in a file', async () => {
    expect((await resolve({}, { LOG_LEVEL: 'warning' })).logLevel).toBe('WARNING');
    expect((await resolve({}, { DEBUG: 'true' })).logLevel).toBe('DEBUG');
    const { exitCode } = await runCommand(['demo', '--days', '1', '--now', '2026-03-01'], {
      cwd,
      env: { LOG_PATH: 'logs' },
    });
    expect(exitCode).toBe(0);
    const { readFile } = await import('node:fs/promises');
    expect(await readFile(join(cwd, 'logs/parqueue.log'), 'utf8')).toMatch(
      /\[parqueue] \[INFO] The dataset lies in/,
    );
  });

  it('[CL5] a token is read from its file, and never shown', async () => {
    await writeFile(join(cwd, 'token'), 'hf_aVerySecretTokenOfNobody\n');
    expect((await resolve({ tokenFile: 'token' })).token).toBe('hf_aVerySecretTokenOfNobody');
    const { stdout, stderr } = await runCommand(
      [
        'doctor',
        '--json',
        '--repo',
        'me/x',
        '--offline',
        '--token-file',
        'token',
        '--webhook-url',
        'https://hooks.example/secret/1234567890',
      ],
      { cwd },
    );
    expect(stdout).toContain('hf_…(27 characters)');
    expect(stdout + stderr).not.toContain('VerySecret');
    expect(stdout + stderr).not.toContain('1234567890');
  });
});
