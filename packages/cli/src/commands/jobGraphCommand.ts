import { Option } from 'commander';
import { withDatabase } from '../cache/withDatabase.ts';
import { EXIT } from '../exitCodes.ts';
import { jobGraph } from '../jobs/jobGraph.ts';
import { GRAPH_FORMATS, type GraphFormat, renderGraph } from '../jobs/renderGraph.ts';
import { requireJob } from '../jobs/requireJob.ts';
import type { CommandDefinition } from './commandDefinition.ts';

/** Which stage of a job takes what another gives. */
export const jobGraphCommand: CommandDefinition = {
  name: 'graph',
  summary: 'which stage takes what another gives: as Mermaid, DOT or SVG; with --json as nodes and edges',
  examples: [
    ['parqueue job graph job-1a2b3c', 'Mermaid, as GitHub shows it'],
    ['parqueue job graph job-1a2b3c --format svg > job.svg', 'a picture'],
  ],
  declare: (command) =>
    command
      .argument('<id>', 'the job, or the beginning of its id')
      .addOption(
        new Option('--format <name>', 'mermaid, dot or svg').choices(GRAPH_FORMATS).default('mermaid'),
      ),
  run: ({ cache, out }, options, [id = '']) =>
    withDatabase(cache, async (db) => {
      const { stages } = await requireJob(db, id);
      const graph = jobGraph(stages);
      if (out.format === 'text') out.write(renderGraph(graph, options['format'] as GraphFormat));
      else
        out.show({
          sections: [
            { name: 'nodes', rows: graph.nodes.map((node) => ({ ...node })) },
            { name: 'edges', rows: graph.edges.map((edge) => ({ ...edge })) },
          ],
        });
      return graph.nodes.length === 0 ? EXIT.noData : EXIT.ok;
    }),
};
