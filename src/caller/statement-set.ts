import { Token } from 'aws-cdk-lib';
import type { CallerStatement } from './caller-kind';
import type { Condition, Permission } from '../link/permission';

/** One statement of a policy document, ready to be rendered. */
export interface RenderedStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: '*' | Record<string, string | string[]>;
  readonly Action: string;
  /** A trust policy has none: it belongs to one role. */
  readonly Resource?: string;
  readonly Condition?: Record<string, Record<string, string | string[]>>;
}

/** An IAM policy document. */
export interface RenderedDocument {
  readonly Version: '2012-10-17';
  readonly Statement: RenderedStatement[];
}

interface Group {
  readonly permission: Permission;
  readonly first: CallerStatement;
  readonly principals: Set<string>;
  /** Values by operator and key. */
  readonly values: Map<string, Set<string>>;
}

/**
 * The statements of one resource or trust policy: callers of one permission and one shape share a
 * statement.
 *
 * The order of callers in the program does not show in the document, so moving code around
 * changes no template.
 */
export class StatementSet {
  private readonly groups = new Map<string, Group>();
  private count = 0;

  /** How many callers were added, an account in a list counted as one. */
  public get callers(): number {
    return this.count;
  }

  public add(permission: Permission, statement: CallerStatement): void {
    const id = `${permission.resourceSid} ${statement.shape}`;
    let group = this.groups.get(id);
    if (!group) {
      group = { permission, first: statement, principals: new Set(), values: new Map() };
      this.groups.set(id, group);
      for (const condition of permission.conditions) { addValue(group, condition); }
    }
    this.count += Math.max(1, statement.principals.length);
    for (const principal of statement.principals) { group.principals.add(principal); }
    for (const condition of statement.conditions) { addValue(group, condition); }
  }

  /**
   * @param resource undefined for a trust policy
   * @param meaningOf what a token stands for: two tokens for one value are one value
   */
  public render(resource: string | undefined, meaningOf: (token: string) => string): RenderedDocument {
    const sids = new Map<string, number>();
    const statements = [...this.groups.values()].map((group) => {
      const name = `${group.permission.resourceSid}${group.first.sid}`;
      const count = (sids.get(name) ?? 0) + 1;
      sids.set(name, count);
      return renderGroup(group, count === 1 ? name : `${name}${count}`, resource, meaningOf);
    });
    return { Version: '2012-10-17', Statement: statements.sort((a, b) => a.Sid < b.Sid ? -1 : 1) };
  }
}

function addValue({ values }: Group, { operator, key, value }: Condition): void {
  const at = `${operator} ${key}`;
  const before = values.get(at);
  if (before) { before.add(value); } else { values.set(at, new Set([value])); }
}

function renderGroup(group: Group, sid: string, resource: string | undefined, meaningOf: (token: string) => string): RenderedStatement {
  const condition: Record<string, Record<string, string | string[]>> = {};
  for (const [at, values] of group.values) {
    // a tag key may contain spaces, an operator does not
    const space = at.indexOf(' ');
    const [operator, key] = [at.slice(0, space), at.slice(space + 1)];
    condition[operator] = { ...condition[operator], [key]: oneOrMany(values, meaningOf) };
  }
  const type = group.first.principalType;
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: type === '*' ? '*' : { [type]: oneOrMany(group.principals, meaningOf) },
    Action: group.permission.action,
    ...resource === undefined ? {} : { Resource: resource },
    ...group.values.size > 0 ? { Condition: condition } : {},
  };
}

/** Alphabetical, tokens by what they stand for: the text of a token changes from run to run. */
function oneOrMany(values: Set<string>, meaningOf: (token: string) => string): string | string[] {
  const all = [...values];
  if (all.length === 1) { return all[0]; }
  if (!all.some((value) => Token.isUnresolved(value))) { return all.sort(); }
  const byMeaning = new Map(all.map((value) => [Token.isUnresolved(value) ? meaningOf(value) : value, value]));
  const sorted = [...byMeaning].sort(([a], [b]) => a < b ? -1 : 1).map(([, value]) => value);
  return sorted.length === 1 ? sorted[0] : sorted;
}
