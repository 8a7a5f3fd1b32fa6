import type { CommandDefinition } from './commandDefinition.ts';
import { jobExport } from './jobExport.ts';
import { jobFiles } from './jobFiles.ts';
import { jobGraphCommand } from './jobGraphCommand.ts';
import { jobShow } from './jobShow.ts';

/** One job: what it did, its files, its graph, its folder. */
export const job: CommandDefinition = {
  name: 'job',
  summary: 'one job: its stages, files and graph, or all of it as a folder',
  examples: [
    ['parqueue job show job-1a2b3c', 'its stages, and what failed first'],
    ['parqueue job export job-1a2b3c', 'out/job-1a2b3c with its logs and manifests'],
  ],
  children: [jobExport, jobFiles, jobGraphCommand, jobShow],
};
