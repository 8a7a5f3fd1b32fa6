import { createMarkMemory, type MarkMemory } from './memoryMarks.ts';
import { openMarksContract } from './openMarks.contract.ts';

const memories = new Map<string, MarkMemory>();

openMarksContract('in memory', (name) => {
  const memory = memories.get(name) ?? createMarkMemory();
  memories.set(name, memory);
  const { marks, end } = memory.beginLife();
  return { ...marks, end };
});
