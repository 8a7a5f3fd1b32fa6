export { type ErrorCause, type ErrorCode, ParqueueError } from './api/errors.ts';
export type { ServiceWorkerOptions } from './api/serviceWorker.ts';
export { sendFromServiceWorker } from './worker/sendFromServiceWorker.ts';
