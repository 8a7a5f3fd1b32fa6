import { expect, test } from 'vitest';
import { stagePlatform } from './stagePlatform.ts';

test('{001.35} bytes are digested as anybody else would', async () => {
  const { sha256 } = stagePlatform();
  expect(await sha256(new TextEncoder().encode('abc').buffer)).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

test('{001.34} a process tells its memory, its time and its cores', () => {
  const { memoryBytes = 0, cpuMs = 0, coreCount = 0 } = stagePlatform().measure();
  expect(memoryBytes).toBeGreaterThan(1e6);
  expect(memoryBytes).toBeLessThan(1e11);
  expect(cpuMs).toBeCloseTo(process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000, -3);
  expect(coreCount).toBeGreaterThan(0);
});
