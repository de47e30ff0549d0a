import type { Problem, TemplateResource } from '../stack-template';
import type { Properties } from '../template-reader';

/** A SAM resource, with the attributes that SAM passes on to what it makes of it. */
export interface SamResource {
  readonly id: string;
  readonly props: Properties;
  readonly attributes: Pick<TemplateResource, 'Condition' | 'Metadata'>;
}

type Changeable = { Type: string; Properties?: Properties };

/** What a SAM template becomes. */
export class SamBuild {
  public readonly resources: Record<string, TemplateResource> = {};
  public readonly problems: Problem[] = [];
  /** What templates may call `Worker.Alias` is the resource `WorkerAliaslive`. */
  public readonly references = new Map<string, string>();

  /** @param before the resources as they stand in the SAM template */
  constructor(public readonly before: Readonly<Record<string, TemplateResource>>) {}

  public add({ attributes }: Pick<SamResource, 'attributes'>, id: string, type: string, props: Properties): void {
    this.resources[id] = { Type: type, Properties: defined(props), ...attributes.Condition !== undefined && { Condition: attributes.Condition } };
  }

  /** A plain resource of the same template that SAM adds something to: the bucket of an event. */
  public change(id: string, type: string, change: (props: Properties) => Properties): boolean {
    const found = this.resources[id] as Changeable | undefined;
    if (found?.Type !== type) { return false; }
    this.resources[id] = { ...found, Properties: change(found.Properties ?? {}) };
    return true;
  }

  public note(logicalId: string, what: string): void {
    this.problems.push({ logicalId, what });
  }
}

export function isObject(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectOf(value: unknown): Properties {
  return isObject(value) ? value : {};
}

export function listOf(value: unknown): unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** The logical id that a value refers to with `Ref`; undefined for anything else. */
export function referred(value: unknown): string | undefined {
  return isObject(value) && typeof value.Ref === 'string' ? value.Ref : undefined;
}

function defined(props: Properties): Properties {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined));
}
