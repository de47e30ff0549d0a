import type { Statement } from '../../model/policy';
import type { Site } from '../../model/site';
import { equalTexts } from '../../values/pattern';
import { isDepends } from '../../values/truth';
import { hasUnknown } from '../../values/unknown';
import type { Properties, TemplateReader } from '../template-reader';
import type { ManagedPolicies } from './managed-policies';
import { uncertain } from './parse-statement';

export type Kind = 'role' | 'user' | 'group';

/** A policy that stands in a resource of its own, and names one of those that it is attached to. */
export interface Attachment {
  readonly site: Site;
  readonly kind: Kind;
  readonly name: string;
  readonly statements: readonly Statement[];
}

/** The properties that name what a policy is attached to, by the type of the policy. */
const NAMES: Record<string, readonly (readonly [Kind, property: string])[]> = {
  'AWS::IAM::Policy': [['role', 'Roles'], ['user', 'Users'], ['group', 'Groups']],
  'AWS::IAM::ManagedPolicy': [['role', 'Roles'], ['user', 'Users'], ['group', 'Groups']],
  'AWS::IAM::RolePolicy': [['role', 'RoleName']],
  'AWS::IAM::UserPolicy': [['user', 'UserName']],
  'AWS::IAM::GroupPolicy': [['group', 'GroupName']],
};

/**
 * What is attached by name, over all templates. A name means an identity of the account that the policy is deployed to.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html
 */
export class Attachments {
  private readonly everything: Attachment[];
  private readonly byAccount = new Map<string, Attachment[]>();
  private readonly byName = new Map<string, Attachment[]>();
  private readonly ofUnknownAccount = new Map<string, Attachment[]>();
  private readonly taken = new Set<Attachment>();

  constructor(readers: readonly TemplateReader[], managed: ManagedPolicies) {
    this.everything = readers.flatMap((reader) => Object.keys(NAMES).flatMap((type) =>
      reader.ofType(type).flatMap(([id, props]) => attachmentsOf(reader, type, id, props, managed))));
    for (const attachment of this.everything) {
      const { kind, name, site: { stack: { account } } } = attachment;
      add(this.byAccount, `${kind} ${name} ${account}`, attachment);
      add(this.byName, `${kind} ${name}`, attachment);
      if (hasUnknown(account)) { add(this.ofUnknownAccount, `${kind} ${name}`, attachment); }
    }
  }

  /** The statements attached to an identity; where accounts are not known, they may or may not be the same one. */
  public of(kind: Kind, name: string, account: string): readonly Statement[] {
    const sure = this.byAccount.get(`${kind} ${name} ${account}`) ?? [];
    const others = (hasUnknown(account) ? this.byName : this.ofUnknownAccount).get(`${kind} ${name}`) ?? [];
    return [
      ...sure.flatMap((attachment) => this.take(attachment).statements),
      ...others.filter(({ site }) => site.stack.account !== account).flatMap((attachment) => this.perhaps(attachment, account)),
    ];
  }

  /** What nobody asked for. */
  public strays(): Attachment[] {
    return this.everything.filter((attachment) => !this.taken.has(attachment));
  }

  private perhaps(attachment: Attachment, account: string): readonly Statement[] {
    const { site, name, statements } = attachment;
    const same = equalTexts(site.stack.account, account);
    if (!isDepends(same)) { return []; }
    this.take(attachment);
    // A name that AWS makes up is known in another stack by reference only, and CloudFormation refers within one account.
    return hasUnknown(name) ? statements : statements.map((statement) => uncertain(statement, `whether ${same.on.join(' and ')} are one account`));
  }

  private take(attachment: Attachment): Attachment {
    this.taken.add(attachment);
    return attachment;
  }
}

function attachmentsOf(reader: TemplateReader, type: string, id: string, props: Properties, managed: ManagedPolicies): Attachment[] {
  const names = NAMES[type].flatMap(([kind, property]) => reader.texts(props[property]).map((name) => ({ kind, name })));
  if (names.length === 0) { return []; }
  // Parsed once, so that it counts once for a role that names it too.
  const shared = type === 'AWS::IAM::ManagedPolicy' ? managed.statementsOf(reader.ref(id)) : undefined;
  const statements = shared ?? reader.statements(props.PolicyDocument, id, reader.text(props.PolicyName) ?? id);
  return names.map((name) => ({ ...name, site: reader.site(id), statements }));
}

function add(index: Map<string, Attachment[]>, key: string, attachment: Attachment): void {
  const before = index.get(key);
  if (before) { before.push(attachment); } else { index.set(key, [attachment]); }
}
