import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The reason for which the app or a stage above a construct sets a rule aside; it stands in no file of the assembly. */
export function acknowledgedAbove(app: IConstruct, path: string, ids: readonly string[]): string | undefined {
  let construct: IConstruct | undefined = app;
  for (const id of ['', ...path.split('/')]) {
    construct = id === '' ? construct : construct.node.tryFindChild(id);
    if (!construct) { return undefined; }
    const reason = construct.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => ids.flatMap((rule) => (data as Record<string, string>)[rule] ?? [])).at(0);
    if (reason !== undefined) { return reason; }
  }
  return undefined;
}
