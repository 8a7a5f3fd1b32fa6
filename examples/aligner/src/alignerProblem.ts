/** What is amiss, and what to do about it. */
export interface Problem {
  readonly title: string;
  readonly advice: string;
}

/** What may be wrong with a sound; `reason` is what was said of it. */
export function soundProblem(kind: 'empty' | 'long' | 'unreadable' | 'refused', reason = ''): Problem {
  switch (kind) {
    case 'empty':
      return { title: 'Nothing was heard', advice: 'There is no sound in it. Try another one.' };
    case 'long':
      return { title: 'Longer than 15 minutes', advice: 'The first 15 minutes are used.' };
    case 'unreadable':
      return {
        title: 'This sound cannot be used',
        advice: `Choose a WAV, FLAC, MP3 or Ogg file. The reason given: ${reason}`,
      };
    case 'refused':
      return { title: 'The run was not added', advice: `The reason given: ${reason}` };
  }
}
