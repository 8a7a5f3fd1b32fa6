export type { ServiceWorkerOptions } from './api/serviceWorker.ts';
export { sendFromServiceWorker } from './worker/sendFromServiceWorker.ts';
