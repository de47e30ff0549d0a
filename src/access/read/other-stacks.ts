import type { Intrinsics } from './intrinsics';
import { splitOutsideMarks } from './marks';
import { isNested, own } from './stack-template';
import type { StackTemplate, Template } from './stack-template';
import type { Properties } from './template-reader';
import { equalTexts } from '../values/pattern';
import { readable } from '../values/unknown';

type Output = NonNullable<Template['Outputs']>[string];
/** An output of another stack. */
export interface ReadOutput {
  readonly stackName: string;
  readonly outputName: string;
  readonly account: string;
  readonly region: string;
  /** Undefined where no template here is that stack's. */
  readonly producer?: Intrinsics;
}

interface Export { readonly of: Intrinsics; readonly output: Output }

/** What a template reads of other stacks: exports, outputs, nested stacks, and CDK's exports to other regions. */
export class OtherStacks {
  private readonly all = new Map<StackTemplate, Intrinsics>();
  private readonly byName = new Map<string, Intrinsics[]>();
  private readonly nested = new Map<string, Intrinsics>();
  private exports?: Map<string, Export[]>;
  private written?: Map<string, { readonly of: Intrinsics; readonly value: unknown }>;

  public add(intrinsics: Intrinsics): void {
    const { source, stack } = intrinsics;
    this.all.set(source, intrinsics);
    this.byName.set(stack.name, [...this.byName.get(stack.name) ?? [], intrinsics]);
    if (isNested(source)) { this.nested.set(`${source.parent.stack.id} ${source.logicalId}`, intrinsics); }
  }

  public hasNested(stackId: string, logicalId: string): boolean {
    return this.nested.has(`${stackId} ${logicalId}`);
  }

  public intrinsicsOf(source: StackTemplate): Intrinsics {
    return this.all.get(source)!;
  }

  /** Exports are looked up in the account and region of the stack that imports: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html */
  public importValue(from: Intrinsics, name: string): unknown {
    this.exports ??= this.readExports();
    const found = nearest(from, this.exports.get(name) ?? [], from.stack.account, from.stack.region);
    if (found) { return found.of.resolve(found.output.Value); }
    return from.unknown('', `export ${readable(name)}`, `no stack here exports ${readable(name)} in ${place(from)}`, `export ${name} ${place(from)}`);
  }

  /** @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.Fn.html */
  public stackOutput(from: Intrinsics, argument: unknown): unknown {
    const read = this.outputRead(from, argument);
    if (!read) { return from.cannotTell('Fn::GetStackOutput', argument); }
    const { outputName, stackName, account, region, producer } = read;
    const output = producer && own(producer.source.template.Outputs, outputName);
    if (output) { return producer!.resolve(output.Value); }
    const what = `output ${outputName} of ${readable(stackName)}`;
    return from.unknown('', what, `no stack ${readable(stackName)} of ${readable(account)}/${readable(region)} here has an output ${outputName}`, `${what} ${account} ${region}`);
  }

  /** Which output of which stack a function reads; undefined where it does not say so in text. */
  public outputRead(from: Intrinsics, argument: unknown): ReadOutput | undefined {
    const { StackName: stackName, OutputName: outputName, Region: region = from.stack.region, RoleArn: roleArn } = (argument ?? {}) as Properties;
    if (typeof stackName !== 'string' || typeof outputName !== 'string' || typeof region !== 'string') { return undefined; }
    const account = typeof roleArn === 'string' ? splitOutsideMarks(roleArn, ':')[4] ?? roleArn : from.stack.account;
    const stacks = (this.byName.get(stackName) ?? []).map((of) => ({ of }));
    return { stackName, outputName, account, region, producer: nearest(from, stacks, account, region)?.of };
  }

  /** Attributes that another template tells: of a nested stack, or of what CDK reads across regions. */
  public attribute(from: Intrinsics, id: string, attribute: string): { readonly value: unknown } | undefined {
    const type = own(from.source.template.Resources, id)?.Type;
    if (type === 'AWS::CloudFormation::Stack' && attribute.startsWith('Outputs.')) {
      const nested = this.nested.get(`${from.stack.id} ${id}`);
      const output = nested && own(nested.source.template.Outputs, attribute.slice('Outputs.'.length));
      return output && { value: nested!.resolve(output.Value) };
    }
    if (type !== 'Custom::CrossRegionExportReader') { return undefined; }
    this.written ??= this.readWritten();
    const written = this.written.get(`${from.stack.account} ${from.stack.region} ${attribute}`);
    return written && { value: written.of.resolve(written.value) };
  }

  private readExports(): Map<string, Export[]> {
    const exports = new Map<string, Export[]>();
    for (const of of this.all.values()) {
      for (const output of Object.values(of.source.template.Outputs ?? {})) {
        const name = output?.Export && of.text(output.Export.Name);
        if (name === undefined || (output.Condition !== undefined && of.condition(output.Condition) === false)) { continue; }
        exports.set(name, [...exports.get(name) ?? [], { of, output }]);
      }
    }
    return exports;
  }

  /** What CDK's `crossRegionReferences` writes into the parameter store of the region that reads. */
  private readWritten(): NonNullable<OtherStacks['written']> {
    const written: NonNullable<OtherStacks['written']> = new Map();
    for (const of of this.all.values()) {
      for (const { Type, Properties } of Object.values(of.source.template.Resources ?? {})) {
        if (Type !== 'Custom::CrossRegionExportWriter') { continue; }
        const { region, exports } = (Properties?.WriterProps ?? {}) as { region?: unknown; exports?: Record<string, unknown> };
        for (const [name, value] of Object.entries(exports ?? {})) { written.set(`${of.stack.account} ${of.text(region)} ${name}`, { of, value }); }
      }
    }
    return written;
  }
}

/** The one in this account and region; else the only one that may be there, where an account or region is not known. */
function nearest<T extends { readonly of: Intrinsics }>(from: Intrinsics, candidates: readonly T[], account: string, region: string): T | undefined {
  const there = candidates.find(({ of }) => of.stack.account === account && of.stack.region === region);
  if (there) { return there; }
  const mayBe = (stack: Intrinsics['stack']) => equalTexts(stack.account, account) !== false && equalTexts(stack.region, region) !== false;
  const possible = candidates.filter(({ of }) => of !== from && mayBe(of.stack));
  return possible.length === 1 ? possible[0] : undefined;
}

function place({ stack }: Intrinsics): string {
  return `${readable(stack.account)}/${readable(stack.region)}`;
}
