import type { ListItem } from '../rows/listItems.ts';

/** Why a row's sound cannot be heard here, and where it is. */
export function goneWords({ state, place }: ListItem): string {
  if (place) return 'Delivered, so this device has let go of its copy. It is in the dataset:';
  if (state.name === 'accepted')
    return 'Delivered, so this device has let go of its copy. The relay holds it until the next commit.';
  return 'This device does not hold the sound of this recording.';
}
