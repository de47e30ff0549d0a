import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { buildTarget, newApp, REGION, SOURCE_ACCOUNT, TARGET_ACCOUNT } from './base-app';
import { CrossAccountRestIntegration, CrossAccountRuleTarget, CrossAccountTarget } from '../src';

const ROUNDS = 5;

/** Many sources of one account on one function of another. */
export interface TriggersResult {
  readonly sources: string;
  readonly writer: string;
  /** What is written to let the sources call: statements in all templates, and their characters as JSON. */
  readonly statements: number;
  readonly characters: number;
  /** Whether each of them stands in the account that owns the function. */
  readonly rightAccount: boolean;
  /** Resources of all templates. */
  readonly resources: number;
  /** Median of the rounds, writers in turns. */
  readonly cpuMs: number;
}

type Connect = (source: Stack, alias: lambda.Alias) => void;

const METHODS = 40;
const RULES = 60;

const SOURCES: Record<string, Record<string, Connect>> = {
  [`${METHODS} methods of a REST API`]: {
    l2: methods((alias) => new apigateway.LambdaIntegration(alias)),
    ours: methods((alias) => new CrossAccountRestIntegration(ours(alias))),
  },
  [`${RULES} rules`]: {
    l2: rules((alias) => new targets.LambdaFunction(alias)),
    ours: rules((alias) => new CrossAccountRuleTarget(ours(alias))),
  },
};

function ours(alias: lambda.Alias): CrossAccountTarget {
  return new CrossAccountTarget(alias.stack, 'Orders', { function: alias });
}

function methods(integrate: (alias: lambda.Alias) => apigateway.Integration): Connect {
  return (source, alias) => {
    const integration = integrate(alias);
    const api = new apigateway.RestApi(source, 'Api');
    for (let i = 0; i < METHODS; i++) { api.root.addResource(`orders${i}`).addMethod('GET', integration); }
  };
}

function rules(makeTarget: (alias: lambda.Alias) => events.IRuleTarget): Connect {
  return (source, alias) => {
    const target = makeTarget(alias);
    for (let i = 0; i < RULES; i++) { new events.Rule(source, `Rule${i}`, { eventPattern: { source: [`shop${i}`] } }).addTarget(target); }
  };
}

interface Template {
  readonly Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
}

/** In one process, in turns: the first round of each writer loads the modules and does not count. */
export function measureTriggers(): TriggersResult[] {
  return Object.entries(SOURCES).flatMap(([sources, writers]) => {
    const times = new Map(Object.keys(writers).map((writer): [string, number[]] => [writer, []]));
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [writer, connect] of Object.entries(writers)) {
        const { cpuMs } = synthesize(connect);
        if (round > 0) { times.get(writer)!.push(cpuMs); }
      }
    }
    return Object.entries(writers).map(([writer, connect]) => ({
      sources,
      writer,
      ...describe(synthesize(connect).templates),
      cpuMs: [...times.get(writer)!].sort((a, b) => a - b)[Math.floor(ROUNDS / 2)],
    }));
  });
}

function synthesize(connect: Connect): { cpuMs: number; templates: Record<string, Template> } {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const before = process.cpuUsage();
    const app = newApp(outdir);
    const source = new Stack(app, 'Source', { env: { account: SOURCE_ACCOUNT, region: REGION } });
    const target = new Stack(app, 'Orders', { env: { account: TARGET_ACCOUNT, region: REGION } });
    // a name, so that the L2 can be synthesized at all
    connect(source, buildTarget(target, 0).alias);
    const { stacksRecursively } = app.synth();
    const { user, system } = process.cpuUsage(before);
    const templates = Object.fromEntries(stacksRecursively.map(({ template, environment }) => [environment.account, template as Template]));
    return { cpuMs: (user + system) / 1000, templates };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function describe(templates: Record<string, Template>): Pick<TriggersResult, 'statements' | 'characters' | 'rightAccount' | 'resources'> {
  const all = Object.entries(templates).flatMap(([account, { Resources }]) => Object.values(Resources).map((resource) => ({ account, ...resource })));
  const permissions = all.filter(({ Type }) => ['AWS::Lambda::Permission', 'AWS::Lambda::ResourcePolicy', 'AWS::Events::EventBusPolicy'].includes(Type));
  const statements = permissions.flatMap(({ Properties }) => {
    const { Statement } = (Properties.PolicyDocument ?? {}) as { Statement?: object[] };
    return Statement ?? [Properties];
  });
  return {
    statements: statements.length,
    characters: statements.reduce((sum, statement) => sum + JSON.stringify(statement).length, 0),
    rightAccount: permissions.every(({ account }) => account === TARGET_ACCOUNT),
    resources: all.length,
  };
}
