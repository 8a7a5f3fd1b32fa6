/** One SDK on a page of its own, and how long its calls keep the page's thread. `peersAppendFigures.ts` drives it. */
import type { AppendPage } from '../appendPage.ts';
import { SUBJECTS } from './subjects.ts';

let say: (number: number) => void = () => {};
let called = 0;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const bench: AppendPage = {
  async start(subject, addresses) {
    const start = SUBJECTS[subject];
    if (start === undefined) throw new Error(`no subject ${subject}`);
    say = await start(addresses);
  },
  burst(count) {
    const beganMs = performance.now();
    for (let i = 0; i < count; i++) say(called++);
    return performance.now() - beganMs;
  },
  async paced(count, paceMs, calls) {
    const beganMs = performance.now();
    for (let i = 0; i < count; i++) {
      await pause(beganMs + i * paceMs - performance.now());
      if (calls) say(called++);
    }
  },
};

Object.assign(window, { bench });
