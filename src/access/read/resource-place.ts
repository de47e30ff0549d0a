import { shapeOf } from './attributes';
import type { ResourcePlace, Value } from './attributes/shape';
import { generatedMark, openMark } from './marks';
import type { TemplateResource } from './stack-template';
import type { StackInfo } from '../model/site';
import { lettersOf } from '../values/unknown';

/** What a name is made up for. */
export interface Unnamed {
  readonly stack: StackInfo;
  readonly logicalId: string;
  readonly type: string;
}

/** Makes up names where the reader of the model needs concrete ones, as the sandbox does. */
export type GeneratedName = (unnamed: Unnamed) => string;

/** One resource with what AWS will call it. */
export class Place implements ResourcePlace {
  private readonly shape;

  constructor(
    public readonly stack: StackInfo,
    public readonly logicalId: string,
    private readonly resource: TemplateResource,
    private readonly textOf: (value: unknown) => string | undefined,
    private readonly generatedName?: GeneratedName,
  ) {
    this.shape = shapeOf(resource.Type);
  }

  public text(property: string): string | undefined {
    return this.textOf(this.resource.Properties?.[property]);
  }

  public name(): string {
    const own = this.shape?.name && this.text(this.shape.name);
    if (own) { return own; }
    return this.made() ?? this.generatedForm() ?? this.id();
  }

  public made(): string | undefined {
    return this.generatedName?.({ stack: this.stack, logicalId: this.logicalId, type: this.resource.Type });
  }

  public id(purpose?: string): string {
    const { logicalId, stack } = this;
    const what = purpose === undefined ? logicalId : `${purpose} of ${logicalId}`;
    const made = this.made();
    if (made !== undefined) { return purpose === undefined ? made : `${made}-${purpose.replace(/ /g, '-')}`; }
    return generatedMark(`${what} of ${stack.id}`);
  }

  public ref(): string {
    return this.value(this.shape?.ref ?? (this.shape?.name ? 'name' : this.shape ? 'id' : () => this.unknown('Ref')));
  }

  public arn(): string {
    return this.value(this.shape?.arn ?? (() => this.attribute('Arn')));
  }

  /** What `Fn::GetAtt` gives; what a template sets itself can be read again under the same name. */
  public attribute(name: string): string {
    const value = this.shape?.attributes?.[name];
    if (value !== undefined) { return this.value(value); }
    return this.text(name) ?? this.unknown(name);
  }

  /** Whether an attribute is one that this library cannot tell. */
  public knows(attribute: string): boolean {
    return this.shape?.attributes?.[attribute] !== undefined || this.text(attribute) !== undefined;
  }

  private value(value: Value): string {
    return typeof value === 'function' ? value(this) : this[value]();
  }

  private unknown(attribute: string): string {
    return openMark(`${attribute} of ${this.logicalId} of ${this.stack.id}`);
  }

  /**
   * `<stack>-<logical id>-<made up>`. Where that gets too long CloudFormation shortens the two first parts; how, it does not say.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
   */
  private generatedForm(): string | undefined {
    const { shape, stack, logicalId } = this;
    if (shape?.longest === undefined) { return undefined; }
    const identity = `${logicalId} of ${stack.id}`;
    const ending = `-${generatedMark('generated', identity)}${shape.ending?.(this) ?? ''}`;
    const written = `${stack.name}-${logicalId}`;
    const length = lettersOf(written).reduce((sum, letter) => sum + (letter.length > 1 ? LONGEST_ENDING : 1), 0);
    if (length + LONGEST_ENDING + 1 > shape.longest) { return `${openMark(`name of ${identity}`)}${ending}`; }
    return `${shape.lowerCase ? written.toLowerCase() : written}${ending}`;
  }

}

/** The letters that CloudFormation appends: 12 or 13 as observed, not verified. */
const LONGEST_ENDING = 13;
