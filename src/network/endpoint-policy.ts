interface Passage {
  readonly account: string;
  readonly actions: string[];
  readonly resources: Set<string>;
}

/** What an endpoint lets through: exact actions on exact ARNs, signed with credentials of exact accounts. */
export class EndpointPolicy {
  private readonly passages = new Map<string, Passage>();

  public allow(account: string, actions: string[], resources: string[]): void {
    const sorted = [...new Set(actions)].sort();
    const key = [account, ...sorted].join(' ');
    const passage = this.passages.get(key) ?? { account, actions: sorted, resources: new Set() };
    this.passages.set(key, passage);
    for (const resource of resources) { passage.resources.add(resource); }
  }

  public render(): EndpointDocument {
    const passages = [...this.passages].sort(([a], [b]) => a < b ? -1 : 1);
    return { Version: '2012-10-17', Statement: passages.map(([, { account, actions, resources }]) => passageStatement(account, actions, [...resources].sort())) };
  }

}

export interface EndpointDocument {
  readonly Version: string;
  readonly Statement: object[];
}

export function passageStatement(account: string, actions: string[], resources: string[]): object {
  return {
    Effect: 'Allow',
    Principal: '*',
    Action: actions.length === 1 ? actions[0] : actions,
    Resource: resources.length === 1 ? resources[0] : resources,
    Condition: { StringEquals: { 'aws:PrincipalAccount': account } },
  };
}
