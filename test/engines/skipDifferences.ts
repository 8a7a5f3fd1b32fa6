import { beforeEach } from 'vitest';
import { server } from 'vitest/browser';
import { type EngineName, findDifference } from './differences.ts';

beforeEach(({ task, skip }) => {
  const difference = findDifference(server.browser as EngineName, task.file.name, task.name);
  if (difference !== undefined) skip(difference.reason);
});
