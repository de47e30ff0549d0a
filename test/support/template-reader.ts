import type { Intrinsics, StackTemplate, TemplateResource } from './intrinsics';

export type Properties = Record<string, unknown>;

/** One template with its references resolved. */
export class TemplateReader {
  constructor(public readonly stack: StackTemplate, public readonly intrinsics: Intrinsics) {}

  public ofType(type: string): [string, Properties][] {
    return Object.entries(this.stack.resources).filter(([, { Type }]) => Type === type).map(([id, { Properties }]) => [id, Properties ?? {}]);
  }

  public resource(id: string): TemplateResource {
    return this.stack.resources[id];
  }

  /** Undefined where the template has no text there. */
  public text(value: unknown): string | undefined {
    const resolved = this.intrinsics.resolve(value);
    return typeof resolved === 'string' ? resolved : undefined;
  }

  public arn(id: string, attribute = 'Arn'): string {
    return this.intrinsics.text({ 'Fn::GetAtt': [id, attribute] });
  }

  public ref(id: string): string {
    return this.intrinsics.text({ Ref: id });
  }

  public object(value: unknown): Properties {
    return (this.intrinsics.resolve(value) ?? {}) as Properties;
  }

  /** The resource of this stack that a value names, by its reference. */
  public idOf(type: string, reference: string | undefined): string | undefined {
    return this.ofType(type).map(([id]) => id).find((id) => this.ref(id) === reference);
  }
}
