import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Cloud, FunctionModel, PolicyJson, ResourcePolicyModel, RoleModel } from './cloud';
import { Intrinsics } from './intrinsics';
import type { StackTemplate } from './intrinsics';
import { readDeliveries } from './read-deliveries';
import { readNetworks } from './read-network';
import { servicePolicies } from './read-service-policies';
import { TemplateReader } from './template-reader';

/** Where stacks without an env are deployed, by stack name. */
export type Deployment = Record<string, { account: string; region: string }>;

/** Reads every stack of a cloud assembly, stages included, into one model. */
export function readCloud(assemblyDirectory: string, deployment: Deployment = {}): Cloud {
  const stacks = readStacks(assemblyDirectory, deployment);
  const intrinsicsOf = intrinsicsFor(stacks);
  const cloud: Required<Cloud> = {
    functions: [],
    roles: [],
    resourcePolicies: [],
    deliveries: [],
    network: readNetworks(stacks.map((stack) => [stack, intrinsicsOf(stack)] as const)),
  };
  const templates = stacks.map((stack) => new TemplateReader(stack, intrinsicsOf(stack)));
  for (const template of templates) {
    const stack = template.stack as LoadedStack;
    const reader = new StackReader(stack, template.intrinsics);
    cloud.roles.push(...reader.roles());
    cloud.functions.push(...reader.functions());
    cloud.resourcePolicies.push(...reader.resourcePolicies(), ...servicePolicies(template));
    cloud.deliveries.push(...readDeliveries(template, templates));
  }
  return { ...cloud, resourcePolicies: mergePermissions(cloud.resourcePolicies) };
}

interface LoadedStack extends StackTemplate {
  readonly directory: string;
  readonly outputs: Record<string, { Value: unknown; Export?: { Name: unknown } }>;
}

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly properties?: { templateFile?: string; stackName?: string; directoryName?: string };
}

function readStacks(directory: string, deployment: Deployment): LoadedStack[] {
  const { artifacts } = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as { artifacts: Record<string, Artifact> };
  return Object.entries(artifacts).flatMap(([id, artifact]) => {
    if (artifact.type === 'cdk:cloud-assembly') { return readStacks(join(directory, artifact.properties!.directoryName!), deployment); }
    return artifact.type === 'aws:cloudformation:stack' ? [readStack(directory, id, artifact, deployment)] : [];
  });
}

function readStack(directory: string, id: string, { environment, properties }: Artifact, deployment: Deployment): LoadedStack {
  const template = JSON.parse(readFileSync(join(directory, properties!.templateFile!), 'utf8'));
  const stackName = properties!.stackName ?? id;
  const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(environment!)!;
  const env = {
    account: account === 'unknown-account' ? deployment[stackName]?.account : account,
    region: region === 'unknown-region' ? deployment[stackName]?.region : region,
  };
  if (!env.account || !env.region) { throw new Error(`stack ${stackName} has no env: tell readCloud where it is deployed`); }
  return {
    directory,
    stackName,
    ...env,
    partition: RegionInfo.get(env.region).partition!,
    resources: template.Resources ?? {},
    parameters: template.Parameters ?? {},
    outputs: template.Outputs ?? {},
  };
}

/** Exports are looked up in the importing stack's account and region only, as CloudFormation does; outputs where they are said to be. */
function intrinsicsFor(stacks: LoadedStack[]): (stack: LoadedStack) => Intrinsics {
  const intrinsicsOf = (stack: LoadedStack): Intrinsics => new Intrinsics(stack, {
    importValue: (name) => {
      for (const exporter of stacks.filter(({ account, region }) => account === stack.account && region === stack.region)) {
        const output = Object.values(exporter.outputs).find(({ Export }) => Export && intrinsicsOf(exporter).text(Export.Name) === name);
        if (output) { return intrinsicsOf(exporter).resolve(output.Value); }
      }
      throw new Error(`no stack in ${stack.account}/${stack.region} exports ${name}`);
    },
    stackOutput: ({ stackName, outputName, region = stack.region, roleArn }) => {
      const account = roleArn === undefined ? stack.account : roleArn.split(':')[4];
      const producer = stacks.find((other) => other.stackName === stackName && other.account === account && other.region === region);
      const output = producer?.outputs[outputName];
      if (!output) { throw new Error(`no stack ${stackName} in ${account}/${region} has the output ${outputName}`); }
      return intrinsicsOf(producer).resolve(output.Value);
    },
  });
  return intrinsicsOf;
}

class StackReader {
  constructor(private readonly stack: LoadedStack, private readonly intrinsics: Intrinsics) {}

  public roles(): RoleModel[] {
    return this.ofType('AWS::IAM::Role').map(([id, props]) => {
      const roleName = this.intrinsics.physicalName(id, 'RoleName');
      return {
        stackName: this.stack.stackName,
        account: this.stack.account,
        arn: this.intrinsics.text({ 'Fn::GetAtt': [id, 'Arn'] }),
        roleName,
        trustPolicy: this.document(props.AssumeRolePolicyDocument),
        policies: [...this.inlinePolicies(props), ...this.attachedPolicies(roleName), ...this.managedPolicies(id, props)],
        boundary: this.boundary(props),
      };
    });
  }

  public functions(): FunctionModel[] {
    return this.ofType('AWS::Lambda::Function').map(([id, props]) => {
      const arn = this.intrinsics.text({ 'Fn::GetAtt': [id, 'Arn'] });
      const functionName = this.intrinsics.physicalName(id, 'FunctionName');
      const mine = (type: string) => this.ofType(type).filter(([, p]) => [arn, functionName].includes(this.intrinsics.text(p.FunctionName)));
      const environment = this.intrinsics.resolve(props.Environment) as { Variables?: Record<string, string> } | undefined;
      return {
        stackName: this.stack.stackName,
        account: this.stack.account,
        region: this.stack.region,
        functionName,
        arn,
        aliases: Object.fromEntries(mine('AWS::Lambda::Alias').map(([, p]) => [this.intrinsics.text(p.Name), this.intrinsics.text(p.FunctionVersion)])),
        versions: mine('AWS::Lambda::Version').map(() => '1'),
        roleArn: this.intrinsics.text(props.Role),
        handler: String(props.Handler),
        runtime: String(props.Runtime),
        timeoutSeconds: Number(props.Timeout ?? 3),
        environment: environment?.Variables ?? {},
        codeDirectory: this.assetDirectory(id),
        layers: this.layers(props),
        vpc: this.vpc(props),
      };
    });
  }

  /** An empty configuration is none: https://docs.aws.amazon.com/lambda/latest/api/API_VpcConfig.html */
  private vpc({ VpcConfig }: Record<string, unknown>): FunctionModel['vpc'] {
    const { SubnetIds = [], SecurityGroupIds = [] } = (this.intrinsics.resolve(VpcConfig) ?? {}) as Record<string, string[]>;
    return SubnetIds.length > 0 ? { subnetIds: SubnetIds, securityGroupIds: SecurityGroupIds } : undefined;
  }

  public resourcePolicies(): ResourcePolicyModel[] {
    const documents = this.ofType('AWS::Lambda::ResourcePolicy').map(([, props]) => ({
      stackName: this.stack.stackName,
      writtenIn: this.stack.account,
      resourceArn: this.intrinsics.text(props.ResourceArn),
      type: 'AWS::Lambda::ResourcePolicy' as const,
      document: this.document(props.PolicyDocument),
    }));
    const permissions = this.ofType('AWS::Lambda::Permission').map(([id, props]) => {
      const name = this.intrinsics.text(props.FunctionName);
      const resourceArn = name.startsWith('arn:') ? name : `arn:${this.stack.partition}:lambda:${this.stack.region}:${this.stack.account}:function:${name}`;
      return {
        stackName: this.stack.stackName,
        writtenIn: this.stack.account,
        resourceArn,
        type: 'AWS::Lambda::Permission' as const,
        document: { Version: '2012-10-17', Statement: [this.storedPermission(id, resourceArn, this.intrinsics.resolve(props) as Record<string, string>)] },
      };
    });
    return [...documents, ...permissions];
  }

  /** What AddPermission stores: https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
  private storedPermission(id: string, resourceArn: string, props: Record<string, string>): Record<string, unknown> {
    const { Principal: principal, SourceArn, SourceAccount, PrincipalOrgID, FunctionUrlAuthType, InvokedViaFunctionUrl } = props;
    const aws = /^\d{12}$/.test(principal) ? `arn:${this.stack.partition}:iam::${principal}:root` : principal;
    const equals = {
      ...SourceAccount && { 'AWS:SourceAccount': SourceAccount },
      ...PrincipalOrgID && { 'aws:PrincipalOrgID': PrincipalOrgID },
      ...FunctionUrlAuthType && { 'lambda:FunctionUrlAuthType': FunctionUrlAuthType },
    };
    const condition = {
      ...Object.keys(equals).length && { StringEquals: equals },
      ...SourceArn && { ArnLike: { 'AWS:SourceArn': SourceArn } },
      // https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
      ...InvokedViaFunctionUrl !== undefined && { Bool: { 'lambda:InvokedViaFunctionUrl': String(InvokedViaFunctionUrl) } },
    };
    return {
      Sid: `${this.stack.stackName}-${id}`,
      Effect: 'Allow',
      Principal: principal === '*' ? '*' : principal.endsWith('.amazonaws.com') ? { Service: principal } : { AWS: aws },
      Action: props.Action,
      Resource: resourceArn,
      ...Object.keys(condition).length && { Condition: condition },
    };
  }

  /** Without asset metadata the layers are left out as the code is, and the sandbox does not run the function. */
  private layers(fn: Record<string, unknown>): string[] {
    const references = (fn.Layers ?? []) as { Ref?: string }[];
    return references.flatMap((reference) => {
      const { Ref: id } = reference;
      if (id === undefined || this.stack.resources[id]?.Type !== 'AWS::Lambda::LayerVersion') {
        throw new Error(`${this.stack.stackName}: no test support for the layer ${JSON.stringify(reference)}, which is not one of the stack`);
      }
      return this.assetDirectory(id) ?? [];
    });
  }

  private assetDirectory(id: string): string | undefined {
    const asset = this.stack.resources[id].Metadata?.['aws:asset:path'];
    return typeof asset === 'string' ? join(this.stack.directory, asset) : undefined;
  }

  private inlinePolicies(role: Record<string, unknown>): RoleModel['policies'] {
    return ((role.Policies ?? []) as { PolicyName: unknown; PolicyDocument: unknown }[])
      .map((policy) => ({ name: this.intrinsics.text(policy.PolicyName), document: this.document(policy.PolicyDocument) }));
  }

  private attachedPolicies(roleName: string): RoleModel['policies'] {
    const policies = this.ofType('AWS::IAM::Policy')
      .filter(([, props]) => (this.intrinsics.resolve(props.Roles ?? []) as string[]).includes(roleName));
    const rolePolicies = this.ofType('AWS::IAM::RolePolicy').filter(([, props]) => this.intrinsics.text(props.RoleName) === roleName);
    return [...policies, ...rolePolicies]
      .map(([, props]) => ({ name: this.intrinsics.text(props.PolicyName), document: this.document(props.PolicyDocument) }));
  }

  private managedPolicies(id: string, role: Record<string, unknown>): RoleModel['policies'] {
    const references = (role.ManagedPolicyArns ?? []) as { Ref?: string }[];
    return references.filter(({ Ref }) => Ref && this.stack.resources[Ref]?.Type === 'AWS::IAM::ManagedPolicy')
      .map(({ Ref }) => ({ name: `${id}-${Ref}`, document: this.document(this.stack.resources[Ref!].Properties!.PolicyDocument) }));
  }

  private boundary(role: Record<string, unknown>): PolicyJson | undefined {
    const reference = role.PermissionsBoundary as { Ref?: string } | undefined;
    if (reference === undefined) { return undefined; }
    if (!reference.Ref) { throw new Error(`${this.stack.stackName}: no test support for a boundary of another stack`); }
    return this.document(this.stack.resources[reference.Ref].Properties!.PolicyDocument);
  }

  private document(value: unknown): PolicyJson {
    return this.intrinsics.resolve(value) as PolicyJson;
  }

  private ofType(type: string): [string, Record<string, unknown>][] {
    return Object.entries(this.stack.resources).filter(([, { Type }]) => Type === type).map(([id, { Properties }]) => [id, Properties ?? {}]);
  }
}

/** Lambda keeps one document for each ARN, whatever number of Permission resources wrote it. */
function mergePermissions(policies: ResourcePolicyModel[]): ResourcePolicyModel[] {
  const merged = new Map<string, ResourcePolicyModel>();
  for (const policy of policies) {
    const id = `${policy.writtenIn} ${policy.type} ${policy.resourceArn}`;
    const before = merged.get(id);
    merged.set(id, before
      ? { ...before, document: { ...before.document, Statement: [...before.document.Statement, ...policy.document.Statement] } }
      : policy);
  }
  return [...merged.values()];
}
