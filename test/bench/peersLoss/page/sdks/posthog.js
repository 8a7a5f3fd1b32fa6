import { startPosthog } from './support/startPosthog.js';

export const start = (url) => startPosthog(url, {});
