import { spawnSync } from 'node:child_process';
import { installFromDebian } from '../../scripts/testing/debianPackages.ts';
import type { EngineName } from './differences.ts';

interface Program {
  /** Debian's package that has it. */
  readonly debianPackage: string;
  readonly command: string;
}

const SILENCE: Program = { debianPackage: 'pulseaudio', command: 'pulseaudio' };

/** The first program of each is that of the version. */
const PROGRAMS: Readonly<Record<EngineName, readonly [Program, ...Program[]]>> = {
  firefox: [{ debianPackage: 'firefox-esr', command: 'firefox-esr' }, SILENCE],
  webkit: [
    { debianPackage: 'webkit2gtk-driver', command: 'WebKitWebDriver' },
    { debianPackage: 'xvfb', command: 'Xvfb' },
    SILENCE,
  ],
};

/** The engines that are here, after what is missing was installed where it can be. Says which are not. */
export function provideEngines(names: readonly EngineName[]): { name: EngineName; version: string }[] {
  const missing = names.flatMap((name) => PROGRAMS[name].filter((program) => !isThere(program)));
  installFromDebian([...new Set(missing.map(({ debianPackage }) => debianPackage))]);
  return names.flatMap((name) => {
    const absent = PROGRAMS[name].filter((program) => !isThere(program));
    if (absent.length === 0) return [{ name, version: versionOf(PROGRAMS[name][0]) }];
    const packages = absent.map(({ debianPackage }) => debianPackage).join(' and ');
    console.log(`${name}: not run, for ${packages} is missing and cannot be installed here.`);
    return [];
  });
}

const isThere = ({ command }: Program): boolean => spawnSync('which', [command]).status === 0;

/** As Debian counts it: `WebKitWebDriver` does not tell its own. */
function versionOf({ debianPackage }: Program): string {
  const { stdout } = spawnSync('dpkg-query', ['--show', debianPackage], { encoding: 'utf8' });
  return /\t([\d.]+)/.exec(stdout ?? '')?.[1] ?? 'of unknown version';
}
