import type { Properties, TemplateReader } from '../read/template-reader';
import { open } from '../values/unknown';

/** An integration of an HTTP or WebSocket API. */
export interface Integration {
  readonly uri?: string;
  readonly credentials?: string;
}

/** The parts of APIs by the references that other parts make to them; all parts of an API may be in different templates. */
export class Apis {
  private readonly stages = new Map<string, string[]>();
  private readonly paths = new Map<string, { readonly parent: string; readonly part: string }>();
  private readonly roots = new Set<string>();
  private readonly integrations = new Map<string, Integration>();
  private readonly webSockets = new Set<string>();

  constructor(readers: readonly TemplateReader[]) {
    for (const reader of readers) {
      this.readRest(reader);
      this.readV2(reader);
    }
  }

  /** The names of the stages; one that nobody knows for an API whose stages are elsewhere. */
  public stagesOf(apiId: string): string[] {
    return this.stages.get(apiId) ?? [open('the stage')];
  }

  /** `users/⟦id⟧` of a resource of a REST API, without the slash at its beginning. */
  public pathOf(resourceId: string): string {
    const resource = this.paths.get(resourceId);
    if (!resource) { return this.roots.has(resourceId) ? '' : open('the path'); }
    const parent = this.pathOf(resource.parent);
    return parent === '' ? resource.part : `${parent}/${resource.part}`;
  }

  public integration(reference: string): Integration | undefined {
    return this.integrations.get(reference);
  }

  public isWebSocket(apiId: string): boolean {
    return this.webSockets.has(apiId);
  }

  private readRest(reader: TemplateReader): void {
    for (const [id] of reader.ofType('AWS::ApiGateway::RestApi')) { this.roots.add(reader.att(id, 'RootResourceId')); }
    for (const [id, { ParentId, PathPart }] of reader.ofType('AWS::ApiGateway::Resource')) {
      this.paths.set(reader.ref(id), { parent: reader.text(ParentId) ?? '', part: withValues(reader.text(PathPart) ?? '') });
    }
    for (const type of ['AWS::ApiGateway::Stage', 'AWS::ApiGateway::Deployment']) {
      for (const [, { RestApiId, StageName }] of reader.ofType(type)) { this.addStage(reader, RestApiId, StageName); }
    }
  }

  private readV2(reader: TemplateReader): void {
    for (const [id, { ProtocolType }] of reader.ofType('AWS::ApiGatewayV2::Api')) {
      if (reader.text(ProtocolType) === 'WEBSOCKET') { this.webSockets.add(reader.ref(id)); }
    }
    for (const [, { ApiId, StageName }] of reader.ofType('AWS::ApiGatewayV2::Stage')) { this.addStage(reader, ApiId, StageName); }
    for (const [id, props] of reader.ofType('AWS::ApiGatewayV2::Integration')) {
      this.integrations.set(reader.ref(id), { uri: reader.text(props.IntegrationUri), credentials: reader.text(props.CredentialsArn) });
    }
  }

  private addStage(reader: TemplateReader, api: Properties[string], stageName: Properties[string]): void {
    const [apiId, stage] = [reader.text(api), reader.text(stageName)];
    if (apiId === undefined || stage === undefined) { return; }
    const stages = this.stages.get(apiId) ?? [];
    if (!stages.includes(stage)) { this.stages.set(apiId, [...stages, stage]); }
  }
}

/** A parameter of a path has any value: the ARN that API Gateway sends is that of the request. */
export function withValues(path: string): string {
  return path.replace(/\{([^}]+?)\+?\}/g, (_, name: string) => open(name));
}

/** A method that is called with any. */
export function methodOf(method: string): string {
  const name = method.toUpperCase();
  return name === 'ANY' || name === 'X-AMAZON-APIGATEWAY-ANY-METHOD' ? open('the method') : name;
}
