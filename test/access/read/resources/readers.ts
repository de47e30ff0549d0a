import { readersOf } from '../../../../src/access/read/readers';
import type { Readers } from '../../../../src/access/read/readers';
import type { Template } from '../../../../src/access/read/stack-template';

interface Stack {
  readonly name: string;
  /** Default: `111111111111` */
  readonly account?: string;
  /** Default: `eu-west-1` */
  readonly region?: string;
  readonly resources: NonNullable<Template['Resources']>;
  readonly template?: Omit<Template, 'Resources'>;
  /** The files of assets by their S3 key. */
  readonly assets?: Record<string, string>;
}

/** Readers of templates that are in no file. */
export function read(...stacks: Stack[]): Readers {
  return readersOf(stacks.map(({ name, account = '111111111111', region = 'eu-west-1', resources, template, assets }) => ({
    stack: { name, id: name, account, region, partition: 'aws', templateFile: `${name}.template.json`, dependsOn: [] },
    template: { ...template, Resources: resources },
    given: {},
    readsOutputs: true,
    constructPath: () => undefined,
    assetPath: ({ s3Key = '' }) => assets?.[s3Key],
    problems: [],
  })));
}

/** A policy document that allows one action on everything. */
export function allow(action: string): Record<string, unknown> {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] };
}
