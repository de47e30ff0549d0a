import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** One stack of an assembly made by hand. */
export interface StackFile {
  /** A text stands in the file as it is. */
  readonly template: object | string;
  /** Default: `111111111111/eu-west-1`; `unknown` for a stack without an env. */
  readonly env?: string;
  readonly stackName?: string;
  readonly displayName?: string;
  readonly dependencies?: readonly string[];
  /** More properties of the artifact. */
  readonly artifact?: object;
}

export interface AssemblyFiles {
  /** By artifact id. */
  readonly stacks: Readonly<Record<string, StackFile>>;
  /** Nested assemblies, by the name of their directory. */
  readonly stages?: Readonly<Record<string, AssemblyFiles>>;
  /** Other files, by their path; objects become JSON. */
  readonly files?: Readonly<Record<string, string | object>>;
}

const made: string[] = [];
afterAll(() => made.splice(0).forEach((directory) => rmSync(directory, { recursive: true, force: true })));

/** Writes an assembly to a directory of its own, which is removed after the tests of the file; gives that directory. */
export function assemblyOf(assembly: AssemblyFiles): string {
  const directory = temporaryDirectory();
  writeAssembly(directory, assembly);
  return directory;
}

/** A directory with these files, removed after the tests of the file. */
export function filesOf(files: Readonly<Record<string, string | object>>): string {
  const directory = temporaryDirectory();
  writeFiles(directory, files);
  return directory;
}

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'assembly-'));
  made.push(directory);
  return directory;
}

function writeAssembly(directory: string, { stacks, stages = {}, files = {} }: AssemblyFiles): void {
  const stackArtifacts = Object.entries(stacks).map(([id, { env = '111111111111/eu-west-1', stackName, displayName, dependencies, artifact }]) => [id, {
    type: 'aws:cloudformation:stack',
    environment: `aws://${env === 'unknown' ? 'unknown-account/unknown-region' : env}`,
    properties: { templateFile: `${id}.template.json`, ...stackName !== undefined && { stackName } },
    dependencies,
    displayName,
    ...artifact,
  }]);
  const stageArtifacts = Object.keys(stages).map((name) => [name, { type: 'cdk:cloud-assembly', properties: { directoryName: name } }]);
  writeFiles(directory, {
    'manifest.json': { version: '48.0.0', artifacts: Object.fromEntries([...stackArtifacts, ...stageArtifacts]) },
    ...Object.fromEntries(Object.entries(stacks).map(([id, { template }]) => [`${id}.template.json`, template])),
    ...files,
  });
  for (const [name, stage] of Object.entries(stages)) { writeAssembly(join(directory, name), stage); }
}

function writeFiles(directory: string, files: Readonly<Record<string, string | object>>): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
}
