import type { Intrinsics } from './intrinsics';
import { parseStatements } from './resources/parse-statement';
import { own } from './stack-template';
import type { TemplateResource } from './stack-template';
import type { Properties, TemplateReader } from './template-reader';
import { uncertainBranches } from './uncertain-branches';
import type { Statement } from '../model/policy';
import type { Site, StackInfo } from '../model/site';
import { isDepends } from '../values/truth';

type Resource = readonly [logicalId: string, props: Properties];

/** Reads the resources of one template; what it can give once, it keeps. */
export class Reader implements TemplateReader {
  public readonly stack: StackInfo;
  private readonly resources: Readonly<Record<string, TemplateResource>>;
  private readonly byType = new Map<string, Resource[]>();
  private readonly sites = new Map<string, Site>();
  private readonly ids = new Map<string, Map<string, string>>();

  constructor(private readonly intrinsics: Intrinsics, private readonly noteUnknown: (logicalId: string, what: string) => void) {
    this.stack = intrinsics.stack;
    this.resources = intrinsics.source.template.Resources ?? {};
    for (const [id, { Type, Properties: props = {}, Condition: condition }] of Object.entries(this.resources)) {
      if (typeof condition === 'string' && intrinsics.condition(condition) === false) { continue; }
      const others = this.byType.get(Type);
      if (others) { others.push([id, props]); } else { this.byType.set(Type, [[id, props]]); }
    }
  }

  public ofType(type: string): readonly Resource[] {
    return this.byType.get(type) ?? [];
  }

  public has(logicalId: string): boolean {
    return Object.hasOwn(this.resources, logicalId);
  }

  public typeOf(logicalId: string): string | undefined {
    return this.has(logicalId) ? this.resources[logicalId].Type : undefined;
  }

  public site(logicalId: string): Site {
    const known = this.sites.get(logicalId);
    if (known) { return known; }
    const { stack, intrinsics } = this;
    let path: string | undefined;
    const site: Site = {
      stack,
      logicalId,
      type: this.typeOf(logicalId) ?? '',
      // Where the path stands may be a large file, which is only read when a message needs it.
      get path() { return path ??= intrinsics.source.constructPath(logicalId) ?? `${stack.id}/${logicalId}`; },
    };
    this.sites.set(logicalId, site);
    return site;
  }

  public resolve(value: unknown): unknown {
    return this.intrinsics.resolve(value);
  }

  public text(value: unknown): string | undefined {
    return this.intrinsics.text(value);
  }

  public texts(value: unknown): string[] {
    const resolved = this.resolve(value);
    return (Array.isArray(resolved) ? resolved : [resolved]).map((item) => this.text(item)).filter((text) => text !== undefined);
  }

  public object(value: unknown): Properties {
    const resolved = this.resolve(value);
    return isObject(resolved) ? resolved : {};
  }

  public objects(value: unknown): Properties[] {
    const resolved = this.resolve(value);
    return (Array.isArray(resolved) ? resolved : [resolved]).filter(isObject);
  }

  public ref(logicalId: string): string {
    return this.intrinsics.asText(this.intrinsics.ref(logicalId), logicalId);
  }

  public att(logicalId: string, attribute: string): string {
    return this.intrinsics.asText(this.intrinsics.getAtt(logicalId, attribute), logicalId);
  }

  public arn(logicalId: string): string {
    return this.intrinsics.arn(logicalId);
  }

  public statements(document: unknown, logicalId: string, policy: string): readonly Statement[] {
    const known: unknown = uncertainBranches(document, this.intrinsics);
    const statements = parseStatements(known, { policy, site: this.has(logicalId) ? this.site(logicalId) : undefined });
    const condition = own(this.resources, logicalId)?.Condition;
    const truth = condition === undefined || this.intrinsics.condition(condition);
    if (!isDepends(truth)) { return statements; }
    const unknown = `condition ${condition} of ${this.stack.id}`;
    return statements.map((statement) => ({ ...statement, source: { ...statement.source, unknown: statement.source.unknown ?? unknown } }));
  }

  public idOf(type: string, reference: string | undefined): string | undefined {
    if (reference === undefined) { return undefined; }
    const known = this.ids.get(type);
    if (known) { return known.get(reference); }
    const ids = new Map<string, string>();
    for (const [id] of this.ofType(type)) {
      for (const text of [this.ref(id), this.arn(id), this.intrinsics.name(id)]) {
        if (text !== undefined && !ids.has(text)) { ids.set(text, id); }
      }
    }
    this.ids.set(type, ids);
    return ids.get(reference);
  }

  public asset(logicalId: string): string | undefined {
    const { Properties: props = {} } = own(this.resources, logicalId) ?? {};
    const { S3Key: key } = this.object(props.Code ?? props.Content);
    return this.intrinsics.source.assetPath({
      metadataPath: this.text(this.metadata(logicalId)['aws:asset:path']),
      s3Key: this.text(key),
    });
  }

  public metadata(logicalId: string): Properties {
    return this.object(own(this.resources, logicalId)?.Metadata);
  }

  public note(logicalId: string, what: string): void {
    this.noteUnknown(logicalId, what);
  }
}

function isObject(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
