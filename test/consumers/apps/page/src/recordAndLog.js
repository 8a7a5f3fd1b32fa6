/** Records two seconds, logs ten rows, the first with the recording, and says when all of them are in the dataset. */
export async function recordAndLog(log) {
  const { clip, error } = await recordTwoSeconds(log);
  log.runs.append({ audio: clip, surah: 1 });
  for (let surah = 2; surah <= 10; surah++) log.runs.append({ surah });
  await log.flush({ until: 'committed' });
  return error ? `delivered rows alone: ${error.code}` : 'delivered rows and audio';
}

async function recordTwoSeconds(log) {
  try {
    const recording = await log.record();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const { clips } = await recording.stop();
    return { clip: clips[0] };
  } catch (error) {
    return { error };
  }
}
