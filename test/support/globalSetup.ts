/** Filled in with the stack that browser tests talk to. */
export default function setup(): void {}
