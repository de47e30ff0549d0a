import type { Statement } from './policy';
import type { Site } from './site';

/** The policy that AWS keeps for one ARN: a function, version, alias, queue, topic, stream, key, bucket, API, secret… */
export interface ResourcePolicy {
  readonly resourceArn: string;
  /** The account that owns the resource, and so the only one whose templates can write its policy. */
  readonly account: string;
  /** The resource itself; undefined for functions, which are in the model themselves, and where no template here creates it. */
  readonly site?: Site;
  /** All that hold in it. What stands in another account's template than the owner's has no effect and is in `misplaced`. */
  readonly statements: readonly Statement[];
  /** Every resource of the templates that writes it. */
  readonly writers: readonly PolicyWriter[];
}

export interface PolicyWriter {
  /** Its type is in here: `AWS::Lambda::Permission`, `AWS::Lambda::ResourcePolicy`, `AWS::SQS::QueuePolicy`… */
  readonly site: Site;
  readonly statements: readonly Statement[];
  /** Whether it stands in another account than the one that owns the resource, where it has no effect. */
  readonly misplaced: boolean;
  /** The length of the document without white space, in characters; of all statements together for permissions. */
  readonly size: number;
}
