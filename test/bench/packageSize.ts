import { measurePackage } from '../../scripts/size/measurePackage.ts';
import type { Figure } from './figure.ts';

/** What a page downloads, by the way it uses the package. `npm run size` tells it file by file. */
export async function packageSizeFigures(): Promise<Figure[]> {
  const { ways } = await measurePackage();
  return ways.map(({ name, sizes, served, goalBytes }) => ({
    name: `SDK, ${name}, ${served}`,
    value: sizes[served],
    unit: 'bytes',
    goal: `≤ ${goalBytes.toLocaleString('en')}`,
  }));
}
