import { type StageRecord, stageFolder } from './stageRecord.ts';

export interface GraphNode {
  /** `n1`, `n2`, …: safe in every notation. */
  readonly id: string;
  /** `02_asr`. */
  readonly label: string;
  readonly status: string;
  readonly duration_s: number | null;
  /** How far from the first stages: 0 for one that depends on none. */
  readonly layer: number;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** Names of the files that go along it. */
  readonly files: readonly string[];
}

/** Which stage of a job takes what another gives. */
export interface JobGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/**
 * The graph of a job: an edge where a stage names another as its parent, and where a path that one gives is one that the other takes. An
 * edge back to a stage that depends on this one is left out, so that the graph has no circle.
 */
export function jobGraph(stages: readonly StageRecord[]): JobGraph {
  const ids = new Map(stages.map((stage, i) => [stage, `n${i + 1}`] as const));
  const files = new Map<StageRecord, Map<StageRecord, Set<string>>>();
  const link = (from: StageRecord, to: StageRecord, path: string | undefined): void => {
    const isKnown = files.get(to)?.has(from) ?? false;
    if (from === to || (!isKnown && reaches(files, from, to))) return;
    const incoming = files.get(to) ?? new Map<StageRecord, Set<string>>();
    const names = incoming.get(from) ?? new Set<string>();
    if (path !== undefined) names.add(nameOf(path));
    files.set(to, incoming.set(from, names));
  };
  for (const to of stages) {
    for (const { stage, stage_number, path } of to.parents) {
      const from = stages.find((one) => one.stage === stage && one.number === stage_number);
      if (from !== undefined) link(from, to, path);
    }
    for (const { path } of to.inputs)
      for (const from of stages)
        if (from.outputs.some((output) => output.path === path)) link(from, to, path);
  }
  const layers = new Map<StageRecord, number>();
  const layerOf = (stage: StageRecord): number => {
    const known = layers.get(stage);
    if (known !== undefined) return known;
    const parents = [...(files.get(stage)?.keys() ?? [])];
    const layer = parents.length === 0 ? 0 : 1 + Math.max(...parents.map(layerOf));
    layers.set(stage, layer);
    return layer;
  };
  const idOf = (stage: StageRecord): string => ids.get(stage) ?? '';
  return {
    nodes: stages.map((stage) => ({
      id: idOf(stage),
      label: stageFolder(stage),
      status: stage.status,
      duration_s: stage.durationS,
      layer: layerOf(stage),
    })),
    edges: stages.flatMap((to) =>
      [...(files.get(to) ?? [])].map(([from, names]) => ({
        from: idOf(from),
        to: idOf(to),
        files: [...names].sort(),
      })),
    ),
  };
}

/** Whether `from` depends on `to` already, over any number of stages. */
function reaches(
  files: ReadonlyMap<StageRecord, ReadonlyMap<StageRecord, unknown>>,
  from: StageRecord,
  to: StageRecord,
): boolean {
  const seen = new Set<StageRecord>();
  const waiting = [from];
  for (let stage = waiting.pop(); stage !== undefined; stage = waiting.pop()) {
    if (stage === to) return true;
    if (seen.has(stage)) continue;
    seen.add(stage);
    waiting.push(...(files.get(stage)?.keys() ?? []));
  }
  return false;
}

const nameOf = (path: unknown): string => String(path).split(/[/\\]/).at(-1) ?? '';
