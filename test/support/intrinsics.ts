import { attributeOf, refOf } from './service-arns';
import type { Place } from './service-arns';

/** A resource as it stands in a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly Metadata?: Record<string, unknown>;
  readonly DependsOn?: string | string[];
}

/** A stack with all that its intrinsic functions need. */
export interface StackTemplate {
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly resources: Record<string, TemplateResource>;
  readonly parameters: Record<string, { Default?: unknown }>;
}

/** What a template can read of other stacks. */
export interface OtherStacks {
  importValue(name: string): unknown;
  /** @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.Fn.html */
  stackOutput(output: { stackName: string; outputName: string; region?: string; roleArn?: string }): unknown;
}

/** The letters that ids begin with, for what networks are made of. */
const NETWORK_IDS: Record<string, string> = {
  'AWS::EC2::VPC': 'vpc',
  'AWS::EC2::Subnet': 'subnet',
  'AWS::EC2::RouteTable': 'rtb',
  'AWS::EC2::SecurityGroup': 'sg',
  'AWS::EC2::VPCEndpoint': 'vpce',
  'AWS::EC2::InternetGateway': 'igw',
  'AWS::EC2::NatGateway': 'nat',
  'AWS::EC2::TransitGateway': 'tgw',
  'AWS::EC2::PrefixList': 'pl',
};

/** The attributes that are nothing but the id. */
const ID_ATTRIBUTES = ['Id', 'VpcId', 'SubnetId', 'RouteTableId', 'GroupId', 'InternetGatewayId', 'NatGatewayId', 'PrefixListId'];

/** Resolves a template value to what CloudFormation would put there; fails loudly for what it does not know. */
export class Intrinsics {
  constructor(private readonly stack: StackTemplate, private readonly others: OtherStacks) {}

  public resolve(value: unknown): unknown {
    if (Array.isArray(value)) { return value.map((v) => this.resolve(v)).filter((v) => v !== undefined); }
    if (typeof value !== 'object' || value === null) { return value; }
    const entries = Object.entries(value);
    if (entries.length === 1) {
      const [[name, argument]] = entries;
      if (name === 'Ref') { return this.ref(argument as string); }
      if (name.startsWith('Fn::')) { return this.call(name, argument); }
    }
    return Object.fromEntries(entries.map(([k, v]) => [k, this.resolve(v)]).filter(([, v]) => v !== undefined));
  }

  public text(value: unknown): string {
    const resolved = this.resolve(value);
    if (typeof resolved !== 'string') { throw new Error(`${this.stack.stackName}: expected text, got ${JSON.stringify(resolved)}`); }
    return resolved;
  }

  /** The physical name of a resource: its own, or one in the form that CloudFormation generates. */
  public physicalName(logicalId: string, property: string): string {
    const name = this.resolve(this.stack.resources[logicalId].Properties?.[property]);
    return typeof name === 'string' ? name : `${this.stack.stackName}-${logicalId}`;
  }

  private ref(name: string): unknown {
    const { stack } = this;
    switch (name) {
      case 'AWS::AccountId': return stack.account;
      case 'AWS::Region': return stack.region;
      case 'AWS::Partition': return stack.partition;
      case 'AWS::URLSuffix': return 'amazonaws.com';
      case 'AWS::StackName': return stack.stackName;
      case 'AWS::NoValue': return undefined;
    }
    if (name in stack.parameters) { return stack.parameters[name].Default; }
    const resource = this.resource(name);
    switch (resource.Type) {
      case 'AWS::IAM::Role': return this.physicalName(name, 'RoleName');
      case 'AWS::Lambda::Function': return this.physicalName(name, 'FunctionName');
      case 'AWS::Lambda::Alias': return `${this.functionArn(this.text(resource.Properties!.FunctionName))}:${this.text(resource.Properties!.Name)}`;
      case 'AWS::Lambda::Version': return `${this.functionArn(this.text(resource.Properties!.FunctionName))}:1`;
      case 'AWS::IAM::ManagedPolicy': return `arn:${stack.partition}:iam::${stack.account}:policy/${this.physicalName(name, 'ManagedPolicyName')}`;
      default: return this.networkId(name) ?? refOf(resource.Type, this.place(name)) ?? `${stack.stackName}-${name}`;
    }
  }

  private call(name: string, argument: unknown): unknown {
    switch (name) {
      case 'Fn::GetAtt': return this.getAtt(argument as [string, string]);
      case 'Fn::Join': {
        const [separator, parts] = argument as [string, unknown];
        return (this.resolve(parts) as string[]).join(separator);
      }
      case 'Fn::Select': {
        const [index, list] = argument as [number | string, unknown];
        return (this.resolve(list) as unknown[])[Number(index)];
      }
      case 'Fn::Split': {
        const [separator, text] = argument as [string, unknown];
        return this.text(text).split(separator);
      }
      case 'Fn::Sub': return this.sub(argument as string);
      case 'Fn::ImportValue': return this.others.importValue(this.text(argument));
      case 'Fn::GetStackOutput': {
        const { StackName, OutputName, Region, RoleArn } = this.resolve(argument) as Record<string, string>;
        return this.others.stackOutput({ stackName: StackName, outputName: OutputName, region: Region, roleArn: RoleArn });
      }
      default: throw new Error(`${this.stack.stackName}: no test support for ${name}`);
    }
  }

  private sub(template: string): string {
    return template.replace(/\$\{([^}]+)\}/g, (_, name: string) => {
      const [id, attribute] = name.split('.');
      return String(attribute ? this.getAtt([id, attribute]) : this.ref(id));
    });
  }

  private getAtt([id, attribute]: [string, string]): unknown {
    const resource = this.resource(id);
    const { stack } = this;
    switch (`${resource.Type}.${attribute}`) {
      case 'AWS::IAM::Role.Arn': return `arn:${stack.partition}:iam::${stack.account}:role${this.resolve(resource.Properties?.Path) ?? '/'}${this.physicalName(id, 'RoleName')}`;
      case 'AWS::Lambda::Function.Arn': return this.functionArn(this.physicalName(id, 'FunctionName'));
      case 'AWS::Lambda::Version.Version': return '1';
      case 'AWS::EC2::VPC.CidrBlock':
      case 'AWS::EC2::Subnet.CidrBlock': return this.resolve(resource.Properties?.CidrBlock);
      case 'AWS::EC2::Subnet.VpcId':
      case 'AWS::EC2::SecurityGroup.VpcId': return this.resolve(resource.Properties?.VpcId);
    }
    const networkId = ID_ATTRIBUTES.includes(attribute) ? this.networkId(id) : undefined;
    return networkId ?? attributeOf(resource.Type, attribute, this.place(id)) ?? `${stack.stackName}-${id}-${attribute}`;
  }

  private place(id: string): Place {
    const { partition, region, account, stackName } = this.stack;
    return { partition, region, account, generated: `${stackName}${id}`, name: (property) => this.physicalName(id, property) };
  }

  /** An id is unique, also where two accounts or regions have stacks of one name. */
  private networkId(id: string): string | undefined {
    const { stackName, account, region } = this.stack;
    const letters = NETWORK_IDS[this.resource(id).Type];
    return letters && [letters, account, region, stackName, id].join('-');
  }

  private functionArn(nameOrArn: string): string {
    return nameOrArn.startsWith('arn:') ? nameOrArn : `arn:${this.stack.partition}:lambda:${this.stack.region}:${this.stack.account}:function:${nameOrArn}`;
  }

  private resource(id: string): TemplateResource {
    const resource = this.stack.resources[id];
    if (!resource) { throw new Error(`${this.stack.stackName}: reference to ${id}, which the template does not have`); }
    return resource;
  }
}
