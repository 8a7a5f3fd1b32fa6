import { afterEach, expect, it, vi } from 'vitest';
import { followPlaying } from './followPlaying.ts';

afterEach(() => vi.unstubAllGlobals());

/** Frames that come when the test says. */
function setUp() {
  let waiting: (() => void)[] = [];
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => waiting.push(callback));
  const state = { isPlaying: true, drawn: 0 };
  const follow = followPlaying({ isPlaying: () => state.isPlaying }, () => void state.drawn++);
  const frame = () => {
    const due = waiting;
    waiting = [];
    for (const callback of due) callback();
  };
  return { state, follow, frame };
}

it('draws once in a frame, however often it was asked to', () => {
  const { state, follow, frame } = setUp();
  for (let i = 0; i < 5; i++) follow();
  expect(state.drawn).toBe(5);
  frame();
  frame();
  expect(state.drawn).toBe(7);
});

it('rests with the player, and follows it again', () => {
  const { state, follow, frame } = setUp();
  follow();
  state.isPlaying = false;
  frame();
  frame();
  expect(state.drawn).toBe(2);
  state.isPlaying = true;
  follow();
  frame();
  expect(state.drawn).toBe(4);
});
