import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { agentsPage } from '../agents/agentsPage.ts';
import { describeTables } from '../agents/describeTables.ts';
import { EXIT } from '../exitCodes.ts';
import type { CommandDefinition } from './commandDefinition.ts';

const agents: CommandDefinition = {
  name: 'agents',
  summary: 'AGENTS.md for this dataset: where it is, each column with its unit, calls that answer',
  examples: [
    ['parqueue docs agents --output AGENTS.md', 'beside the code that asks the dataset'],
    ['parqueue docs agents --json', 'the columns, for a program'],
  ],
  declare: (command) => command.option('--output <file>', 'a file in place of standard output'),
  async run({ cache, config, out, talk, platform }, { output }) {
    const db = await cache.open();
    try {
      const tables = await describeTables(db);
      const option =
        config.local === undefined ? `--repo ${config.repo}` : `--local ${shellWord(config.local)}`;
      const page = agentsPage({
        dataset: cache.source().name,
        option,
        cacheDir: cache.dir(),
        tz: config.tz,
        tables,
      });
      if (typeof output === 'string') {
        await writeFile(resolve(platform.cwd, output), page);
        talk.info(`${output} is written: ${tables.length} tables.`);
      } else if (out.format === 'text' || out.format === 'md') out.write(page);
      else
        out.show({
          name: 'columns',
          rows: tables.flatMap(({ name: table, columns }) =>
            columns.map(({ name: column, type, unit = null, filled, about = null }) => ({
              table,
              column,
              type,
              unit,
              filled,
              about,
            })),
          ),
        });
      return tables.length === 0 ? EXIT.noData : EXIT.ok;
    } finally {
      db.close();
    }
  },
};

const shellWord = (text: string): string =>
  /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** Pages about the dataset that is asked. */
export const docs: CommandDefinition = {
  name: 'docs',
  summary: 'pages about this dataset, written from what is in it',
  examples: [['parqueue docs agents', 'where the data is, its columns, calls that answer']],
  children: [agents],
};
