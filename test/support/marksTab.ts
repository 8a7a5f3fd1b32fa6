import { pageMarks } from '../../packages/sdk/src/browser/pageMarks.ts';

/** The script of a page whose marks are under test; `?name=` is their family. */
const marks = pageMarks(new URL(location.href).searchParams.get('name') ?? '');

let returnCount = 0;
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) returnCount++;
});

Object.assign(window, {
  tab: {
    ...marks,
    /** How often this page came back as it was. */
    returns: () => returnCount,
    /** Keys of all marks of every name. */
    keys: () => Object.keys(localStorage).filter((key) => key.startsWith('parqueue/marks/')),
  },
});
