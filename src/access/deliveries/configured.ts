import type { Setting } from './setting';
import type { Delivery, DeliveryRequest } from '../model/delivery';
import type { Properties, TemplateReader } from '../read/template-reader';
import { fieldsOf, functionOf } from '../values/arn';

/** What the resources of one type make their service do. */
export type Configured = (at: At, props: Properties) => Delivery[];

/** One resource that configures a service, and all that it may refer to. */
export interface At {
  readonly reader: TemplateReader;
  readonly id: string;
  readonly setting: Setting;
}

/** What sends; account and region are those of its ARN, or of the stack where the ARN has none. */
export interface Sending {
  readonly kind: string;
  readonly sourceArn: string;
  readonly sourceAccount?: string;
  readonly sourceRegion?: string;
}

export function delivery({ reader, id }: At, sending: Sending, targetArn: string, requests: readonly DeliveryRequest[]): Delivery {
  const { kind, sourceArn } = sending;
  const { account, region } = fieldsOf(sourceArn);
  return {
    kind,
    site: reader.site(id),
    sourceArn,
    sourceAccount: (sending.sourceAccount ?? account) || reader.stack.account,
    sourceRegion: (sending.sourceRegion ?? region) || reader.stack.region,
    targetArn,
    requests,
  };
}

export function isFunction(arn: string): boolean {
  return functionOf(arn) !== undefined;
}

/** Each text once, in its order. */
export function unique(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts.filter((text) => text !== undefined))];
}

/** All texts in a configuration, however deep. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') { return [value]; }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
