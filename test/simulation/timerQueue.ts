import type { Task } from './realm.ts';

/** Tasks that are not due yet, the earliest first; a heap, since there are many long timers that never come due. */
export interface TimerQueue {
  push(task: Task): void;
  peek(): Task | undefined;
  pop(): Task | undefined;
}

export function createTimerQueue(): TimerQueue {
  const heap: Task[] = [];
  const isBefore = (a: number, b: number): boolean => {
    const [x, y] = [heap[a] as Task, heap[b] as Task];
    return x.dueAt < y.dueAt || (x.dueAt === y.dueAt && x.order < y.order);
  };
  const swap = (a: number, b: number): void => {
    [heap[a], heap[b]] = [heap[b] as Task, heap[a] as Task];
  };

  function sink(): void {
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && isBefore(child, least)) least = child;
      if (least === at) return;
      swap(at, least);
      at = least;
    }
  }

  return {
    push(task) {
      heap.push(task);
      for (let at = heap.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1;
        if (!isBefore(at, parent)) return;
        swap(at, parent);
        at = parent;
      }
    },
    peek: () => heap[0],
    pop() {
      const first = heap[0];
      const last = heap.pop();
      if (first !== last && last !== undefined) {
        heap[0] = last;
        sink();
      }
      return first;
    },
  };
}
