/** A line for whoever looks at the console and asked for it. */
// biome-ignore lint/suspicious/noConsole: this is what the option `debug` is for
export const printDebug = (line: string): void => console.debug(line);
