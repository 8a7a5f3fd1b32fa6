import { expect, test } from 'vitest';
import { createJobModel } from './jobModel.ts';

test('a job is what was logged of it: lists grow, the rest is replaced, other jobs do not count', () => {
  let changes = 0;
  const model = createJobModel(() => changes++);
  model.begin('a');
  model.hearManifest('1', { stage: 'decode', job_id: 'a', inputs: [], status: 'running' }, false);
  model.hearManifest('2', { stage: 'decode', job_id: 'b' }, false);
  model.hearManifest('3', { status: 'failed' }, true);
  model.hearManifest('1', { inputs: [{ type: 'audio', path: 'x', size_bytes: 1 }] }, true);
  model.hearManifest('1', { inputs: [{ type: 'audio', path: 'y', size_bytes: 2 }], status: 'success' }, true);
  model.hearLine({ message: 'hers', job_id: 'b' });
  model.hearLine({ message: 'ours', job_id: 'a' });
  expect(model.stages).toMatchObject([
    { stage: 'decode', status: 'success', inputs: [{ path: 'x' }, { path: 'y' }] },
  ]);
  expect(model.lines.map(({ message }) => message)).toEqual(['ours']);
  expect(changes).toBe(5);
  model.begin('b');
  expect([model.stages, model.lines, model.jobId]).toEqual([[], [], 'b']);
});
