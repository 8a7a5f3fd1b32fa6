/** `npm run kills:care`: `parqueue compact` killed at moments that a seed decides; fails where a row is lost or doubled. */
import { parseArgs } from 'node:util';
import { runCareKills } from './runCareKills.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log('npm run kills:care -- [--kills 100] [--seed 1]');
} else {
  const { kills, inTheMiddle, tooLate, problems } = await runCareKills({
    kills: Number(values.kills),
    seed: Number(values.seed),
    say: (line) => console.log(line),
  });
  console.log(
    `\n${kills} kills, ${inTheMiddle} in the middle of the change, ${tooLate} after the end: ${problems.length === 0 ? 'nothing lost or doubled' : `${problems.length} problems`}`,
  );
  for (const problem of problems) console.log(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
