import { relative } from 'node:path';
import { buildSdk, SDK_DIST } from './buildSdk.ts';

// `npm run build`: the package of the SDK, as it is published.
const start = performance.now();
await buildSdk();
const tookS = ((performance.now() - start) / 1000).toFixed(1);
console.log(`built ${relative(process.cwd(), SDK_DIST) || '.'} in ${tookS} s`);
