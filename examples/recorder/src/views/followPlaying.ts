import type { Player } from '../sound/player.ts';

/**
 * Gives a function that draws at once, and goes on with each frame until the player rests. Asked again meanwhile, there is still one
 * drawing in a frame. Hidden pages have no frames.
 */
export function followPlaying(player: Pick<Player, 'isPlaying'>, draw: () => void): () => void {
  let frame = 0;

  function follow(): void {
    draw();
    if (frame === 0 && player.isPlaying()) frame = requestAnimationFrame(next);
  }

  function next(): void {
    frame = 0;
    follow();
  }

  return follow;
}
