import type { Statement } from '../../model/policy';
import { accountOf } from '../../values/arn';
import { equalTexts } from '../../values/pattern';
import type { Properties, TemplateReader } from '../template-reader';
import { Attachments } from './attachments';
import type { Kind } from './attachments';
import { ManagedPolicies } from './managed-policies';

/** The policies of one role, user or group. */
export interface Policies {
  readonly statements: readonly Statement[];
  /** The ARNs of those that nobody here knows. */
  readonly unknownPolicies: readonly string[];
}

/** Where policies may stand: in the resource itself, in others that name it, and in managed ones that it names. */
export class PolicySources {
  public readonly managed: ManagedPolicies;
  public readonly attachments: Attachments;

  constructor(readers: readonly TemplateReader[]) {
    this.managed = new ManagedPolicies(readers);
    this.attachments = new Attachments(readers, this.managed);
  }

  public of(kind: Kind, reader: TemplateReader, id: string, props: Properties): Policies {
    const inline = reader.objects(props.Policies).flatMap(({ PolicyName, PolicyDocument }) =>
      reader.statements(PolicyDocument, id, reader.text(PolicyName) ?? id));
    const attached = this.attachments.of(kind, reader.ref(id), reader.stack.account);
    const managed = reader.texts(props.ManagedPolicyArns)
      .filter((arn) => this.canAttach(reader, id, arn))
      .map((arn) => [arn, this.managed.statementsOf(arn)] as const);
    return {
      // A managed policy may name the role, and the role the policy: it is one.
      statements: [...new Set([...inline, ...attached, ...managed.flatMap(([, statements]) => statements ?? [])])],
      unknownPolicies: managed.filter(([, statements]) => statements === undefined).map(([arn]) => arn),
    };
  }

  /** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html */
  private canAttach(reader: TemplateReader, id: string, arn: string): boolean {
    const account = accountOf(arn);
    const foreign = account !== '' && account !== 'aws' && equalTexts(account, reader.stack.account) === false;
    if (foreign) { reader.note(id, `a managed policy of another account, ${arn}`); }
    return !foreign;
  }
}
