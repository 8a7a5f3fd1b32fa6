/** What the relay says of itself: ids, sizes, states and codes. Never an address, a user agent, a ticket or the Hub token. */
export type Log = (event: string, details: Readonly<Record<string, string | number>>) => void;

/** One JSON line for each event, which Workers Logs takes apart into fields. */
export const consoleLog: Log = (event, details) => {
  // biome-ignore lint/suspicious/noConsole: the console is where a Worker logs.
  console.log(JSON.stringify({ event, ...details }));
};
