import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { AssetPaths, ConstructPaths } from './assembly-files';
import type { PathMetadata } from './assembly-files';
import { nestedTemplates, pathInTemplate } from './nested-stacks';
import type { ReadOptions } from './options';
import { partitionOf } from './partitions';
import { stackInfo } from './stack-info';
import type { StackTemplate } from './stack-template';
import { readTemplate } from './template-text';
import type { StackInfo } from '../model/site';

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly displayName?: string;
  readonly dependencies?: readonly string[];
  readonly additionalMetadataFile?: string;
  readonly metadata?: PathMetadata;
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly directoryName?: string;
    readonly parameters?: Readonly<Record<string, unknown>>;
  };
}

/** A stack of a manifest, with the directory that the manifest lies in. */
interface Found {
  readonly artifactId: string;
  readonly id: string;
  readonly artifact: Artifact;
  readonly directory: string;
  readonly account?: string;
  readonly region?: string;
  /** The other artifacts of the manifest. */
  readonly artifacts: Readonly<Record<string, Artifact>>;
}

/** Every stack of a cloud assembly, those of stages and nested stacks included. */
export function readAssembly(directory: string, options: ReadOptions = {}): StackTemplate[] {
  const root = resolve(directory);
  if (!existsSync(join(root, 'manifest.json'))) {
    throw new Error(`no cloud assembly in ${directory}: expected the file ${join(directory, 'manifest.json')}; \`npx cdk synth\` writes it, by default into cdk.out`);
  }
  const found = stacksIn(root, options);
  const partition = found.flatMap(({ region }) => region === undefined ? [] : [partitionOf(region)])[0];
  const assets = new AssetPaths();
  return found.flatMap((one) => {
    const { artifact: { metadata, additionalMetadataFile: file }, directory: at } = one;
    const paths = new ConstructPaths(metadata, file && join(at, file));
    const template = readStack(one, { root, partition, options, assets, paths });
    return [template, ...nestedTemplates(template, { root, constructPath: (id, within) => paths.find(id, within) })];
  });
}

function stacksIn(directory: string, options: ReadOptions): Found[] {
  const { artifacts } = readManifest(join(directory, 'manifest.json'));
  return Object.entries(artifacts).flatMap(([artifactId, artifact]) => {
    if (artifact.type === 'cdk:cloud-assembly') {
      const nested = join(directory, artifact.properties?.directoryName ?? '.');
      return nested.startsWith(join(directory, sep)) ? stacksIn(nested, options) : [];
    }
    if (artifact.type !== 'aws:cloudformation:stack') { return []; }
    const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(artifact.environment ?? '') ?? [];
    return [{
      artifactId,
      id: idOf(artifactId, artifact),
      artifact,
      directory,
      account: known(account, 'unknown-account') ?? options.env?.account,
      region: known(region, 'unknown-region') ?? options.env?.region,
      artifacts,
    }];
  });
}

function readManifest(file: string): { readonly artifacts: Record<string, Artifact> } {
  try {
    const { artifacts } = JSON.parse(readFileSync(file, 'utf8')) as { artifacts?: Record<string, Artifact | null> | null };
    return { artifacts: Object.fromEntries(Object.entries(artifacts ?? {}).filter((entry): entry is [string, Artifact] => entry[1] !== null)) };
  } catch (error) {
    throw new Error(`${file} is no manifest of a cloud assembly: ${(error as Error).message}`);
  }
}

interface Surroundings {
  readonly root: string;
  readonly partition: string | undefined;
  readonly options: ReadOptions;
  readonly assets: AssetPaths;
  readonly paths: ConstructPaths;
}

function readStack(found: Found, { root, partition, options, assets, paths }: Surroundings): StackTemplate {
  const { artifactId, artifact, artifacts, directory, id, account, region } = found;
  const file = join(directory, artifact.properties?.templateFile ?? `${artifactId}.template.json`);
  const name = artifact.properties?.stackName ?? artifactId;
  const read = readTemplate(file);
  const stack: StackInfo = stackInfo({
    name, id, account, region, partition, templateFile: relative(root, file), dependsOn: () => before(artifactId, artifacts),
  });
  return {
    stack,
    ...read,
    given: { ...artifact.properties?.parameters, ...options.parameters?.[name], ...options.parameters?.[id] },
    constructPath: (logicalId) => pathInTemplate(read.template, logicalId) ?? paths.find(logicalId),
    acknowledgedRules: () => paths.acknowledged(),
    assetPath: ({ metadataPath, s3Key }) => {
      const path = metadataPath === undefined ? undefined : isAbsolute(metadataPath) ? metadataPath : join(directory, metadataPath);
      return path ?? (s3Key === undefined ? undefined : assets.find(directory, s3Key));
    },
  };
}

/** The ids of all stacks that are deployed before one, also through others. */
function before(artifactId: string, artifacts: Readonly<Record<string, Artifact>>): string[] {
  const seen = new Set([artifactId]);
  const ids: string[] = [];
  const open = [artifactId];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const dependency of artifacts[next]?.dependencies ?? []) {
      if (seen.has(dependency)) { continue; }
      seen.add(dependency);
      open.push(dependency);
      if (artifacts[dependency]?.type === 'aws:cloudformation:stack') { ids.push(idOf(dependency, artifacts[dependency])); }
    }
  }
  return ids;
}

/** `Prod/Orders`: the path of the stack. */
function idOf(artifactId: string, { displayName }: Artifact): string {
  return displayName?.replace(/ \(.*\)$/, '') ?? artifactId;
}

function known(value: string | undefined, unknown: string): string | undefined {
  return value === unknown ? undefined : value;
}
