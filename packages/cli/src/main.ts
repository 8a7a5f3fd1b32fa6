#!/usr/bin/env node
import { text } from 'node:stream/consumers';
import type { WriteStream } from 'node:tty';
import type { TextSink } from './platform.ts';
import { runParqueue } from './runParqueue.ts';

/** Ctrl-C once asks for an orderly end; a second time ends at once. */
const interruption = new AbortController();
process.once('SIGINT', () => {
  interruption.abort();
  process.once('SIGINT', () => process.exit(130));
});
process.once('SIGTERM', () => interruption.abort());
// A reader such as `head` that has enough is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const sinkOf = (stream: WriteStream): TextSink => ({
  write: (chunk) => void stream.write(chunk),
  isTerminal: stream.isTTY === true,
  widthChars: stream.columns,
});

process.exitCode = await runParqueue({
  args: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  stdout: sinkOf(process.stdout),
  stderr: sinkOf(process.stderr),
  readStdin: () => text(process.stdin),
  now: Date.now,
  localTz: Intl.DateTimeFormat().resolvedOptions().timeZone,
  fetch,
  random: Math.random,
  signal: interruption.signal,
});
// The channel to a parent that started this one would keep it alive.
if (process.connected) process.disconnect();
