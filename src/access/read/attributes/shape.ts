import type { StackInfo } from '../../model/site';

/** One resource of a template, as its `Ref`, its ARN and its attributes are made from. */
export interface ResourcePlace {
  readonly stack: StackInfo;
  readonly logicalId: string;
  /** A property as text, references resolved. */
  text(property: string): string | undefined;
  name(): string;
  /** What somebody wants here instead of what AWS would make up; undefined where nobody does. */
  made(): string | undefined;
  /** What AWS makes up for this resource; with a purpose where it makes up several things. */
  id(purpose?: string): string;
  ref(): string;
  arn(): string;
}

export type Value = 'name' | 'id' | 'ref' | 'arn' | ((place: ResourcePlace) => string);

/** What CloudFormation gives for the resources of one type. */
export interface Shape {
  /** The property with the name that somebody may choose. */
  readonly name?: string;
  /**
   * The longest name that the service takes, for types whose generated names are `<stack>-<logical id>-<made up>`; without
   * it the whole name is made up.
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
   */
  readonly longest?: number;
  readonly lowerCase?: boolean;
  /** `.fifo`, where a generated name must end so. */
  readonly ending?: (place: ResourcePlace) => string;
  /** Default: the name where the type has one, else an id. */
  readonly ref?: Value;
  readonly arn?: Value;
  readonly attributes?: Readonly<Record<string, Value>>;
}

export type Shapes = Readonly<Record<string, Shape>>;

/** `arn:aws:sqs:eu-west-1:111111111111:orders` */
export function regional(service: string, resource: (place: ResourcePlace) => string) {
  return (place: ResourcePlace) => {
    const { partition, region, account } = place.stack;
    return `arn:${partition}:${service}:${region}:${account}:${resource(place)}`;
  };
}

/** `arn:aws:iam::111111111111:role/orders` */
export function global(service: string, resource: (place: ResourcePlace) => string) {
  return (place: ResourcePlace) => `arn:${place.stack.partition}:${service}::${place.stack.account}:${resource(place)}`;
}
