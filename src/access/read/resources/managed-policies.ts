import type { Statement } from '../../model/policy';
import { hasUnknown } from '../../values/unknown';
import type { TemplateReader } from '../template-reader';
import { awsManagedPolicy } from './aws-managed-policies';
import { parseStatements } from './parse-statement';

const OF_AWS = ':iam::aws:policy/';

/** What managed policies say, by their ARNs: those of the templates, and those that AWS manages. */
export class ManagedPolicies {
  private readonly known = new Map<string, readonly Statement[]>();

  constructor(readers: readonly TemplateReader[]) {
    for (const reader of readers) {
      for (const [id, { PolicyDocument }] of reader.ofType('AWS::IAM::ManagedPolicy')) {
        const arn = reader.ref(id);
        this.known.set(arn, reader.statements(PolicyDocument, id, nameIn(arn)));
      }
    }
  }

  /** Undefined for one that nobody here knows. */
  public statementsOf(arn: string): readonly Statement[] | undefined {
    const known = this.known.get(arn);
    if (known !== undefined || !arn.includes(OF_AWS)) { return known; }
    const partition = arn.slice('arn:'.length, arn.indexOf(OF_AWS));
    const document = awsManagedPolicy(arn.slice(arn.indexOf(OF_AWS) + OF_AWS.length), hasUnknown(partition) ? undefined : partition);
    if (document === undefined) { return undefined; }
    const statements = parseStatements(document, { policy: nameIn(arn) });
    this.known.set(arn, statements);
    return statements;
  }
}

function nameIn(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
