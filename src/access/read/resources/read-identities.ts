import type { StrayPolicy } from '../../model/cloud';
import type { Identity } from '../../model/identity';
import { readable } from '../../values/unknown';
import type { Properties, TemplateReader } from '../template-reader';
import type { Attachments } from './attachments';
import { Groups } from './groups';
import type { ManagedPolicies } from './managed-policies';
import { unreadable } from './parse-statement';
import { PolicySources } from './policies-of';

export interface Identities {
  /** Roles and users by ARN. */
  readonly identities: Map<string, Identity>;
  readonly strayPolicies: StrayPolicy[];
}

/** What the roles and users of all templates may do, whichever template their policies stand in. */
export function readIdentities(readers: readonly TemplateReader[]): Identities {
  const sources = new PolicySources(readers);
  const groups = new Groups(readers, sources);
  const identities = new Map<string, Identity>();
  for (const reader of readers) {
    const found = [
      ...reader.ofType('AWS::IAM::Role').map(([id, props]) => [id, roleOf(reader, id, props, sources)] as const),
      ...reader.ofType('AWS::IAM::User').map(([id, props]) => [id, userOf(reader, id, props, sources, groups)] as const),
    ];
    for (const [id, identity] of found) {
      if (identities.has(identity.arn)) {
        reader.note(id, `a second ${identity.kind} with the ARN ${identity.arn}`);
      } else { identities.set(identity.arn, identity); }
    }
  }
  return { identities, strayPolicies: straysOf(sources.attachments, identities) };
}

function roleOf(reader: TemplateReader, id: string, props: Properties, sources: PolicySources): Identity {
  return {
    ...commonOf('role', reader, id),
    ...sources.of('role', reader, id, props),
    trust: reader.statements(props.AssumeRolePolicyDocument, id, `trust policy of ${reader.ref(id)}`),
    ...boundaryOf(reader, props, sources.managed),
  };
}

function userOf(reader: TemplateReader, id: string, props: Properties, sources: PolicySources, groups: Groups): Identity {
  const own = sources.of('user', reader, id, props);
  const shared = groups.of(reader, id, props);
  return {
    ...commonOf('user', reader, id),
    statements: [...own.statements, ...shared.statements],
    unknownPolicies: [...own.unknownPolicies, ...shared.unknownPolicies],
    trust: [],
    ...boundaryOf(reader, props, sources.managed),
  };
}

function commonOf(kind: Identity['kind'], reader: TemplateReader, id: string): Pick<Identity, 'kind' | 'arn' | 'name' | 'account' | 'site'> {
  return { kind, arn: reader.arn(id), name: reader.ref(id), account: reader.stack.account, site: reader.site(id) };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html */
function boundaryOf(reader: TemplateReader, props: Properties, managed: ManagedPolicies): Pick<Identity, 'boundary'> {
  const arn = reader.text(props.PermissionsBoundary);
  if (arn === undefined) { return {}; }
  const name = readable(arn.slice(arn.lastIndexOf('/') + 1));
  return { boundary: managed.statementsOf(arn) ?? [unreadable(`the permissions boundary ${name}`, { policy: name })] };
}

function straysOf(attachments: Attachments, identities: ReadonlyMap<string, Identity>): StrayPolicy[] {
  const strays = attachments.strays();
  if (strays.length === 0) { return []; }
  const namesakes = new Map<string, string[]>();
  for (const { kind, name, arn } of identities.values()) {
    const before = namesakes.get(`${kind} ${name}`);
    if (before) { before.push(arn); } else { namesakes.set(`${kind} ${name}`, [arn]); }
  }
  return strays.map((stray) => ({ ...stray, namesakes: namesakes.get(`${stray.kind} ${stray.name}`) ?? [] }));
}
