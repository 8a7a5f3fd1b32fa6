const NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether a host, as a `URL` names it, is this machine: there plain http is as good as https. */
export const isLoopback = ({ hostname }: URL): boolean => NAMES.has(hostname);
