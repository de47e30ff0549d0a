import type { Properties, TemplateReader } from '../template-reader';
import type { Policies, PolicySources } from './policies-of';

/** What users get from the groups that they are in. */
export class Groups {
  private readonly policies = new Map<string, Policies>();
  /** The names of groups, by account and user. */
  private readonly memberships = new Map<string, string[]>();

  constructor(readers: readonly TemplateReader[], private readonly sources: PolicySources) {
    for (const reader of readers) {
      const { account } = reader.stack;
      for (const [id, props] of reader.ofType('AWS::IAM::Group')) {
        this.policies.set(`${account} ${reader.ref(id)}`, sources.of('group', reader, id, props));
      }
      for (const [, { GroupName, Users }] of reader.ofType('AWS::IAM::UserToGroupAddition')) {
        for (const user of reader.texts(Users)) {
          this.memberships.set(`${account} ${user}`, [...this.memberships.get(`${account} ${user}`) ?? [], ...reader.texts(GroupName)]);
        }
      }
    }
  }

  /** A group that no template creates may have policies that nobody here knows. */
  public of(reader: TemplateReader, userId: string, { Groups: groups }: Properties): Policies {
    const { account } = reader.stack;
    const names = new Set([...reader.texts(groups), ...this.memberships.get(`${account} ${reader.ref(userId)}`) ?? []]);
    const all = Array.from(names, (name) => this.policies.get(`${account} ${name}`) ?? this.ofForeign(name, account));
    return { statements: all.flatMap((one) => one.statements), unknownPolicies: all.flatMap((one) => one.unknownPolicies) };
  }

  private ofForeign(name: string, account: string): Policies {
    return { statements: this.sources.attachments.of('group', name, account), unknownPolicies: [`policies of the group ${name}`] };
  }
}
