import type { Configured } from './configured';
import { delivery } from './configured';
import { readsOf } from './reads';
import { knownTargets, sendWithRole } from './send';
import { assumeStep, roleStep } from './steps';

/**
 * A pipe reads its source, and calls enrichment and target, with one role.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-permissions.html
 */
export const PIPES: Readonly<Record<string, Configured>> = {
  'AWS::Pipes::Pipe': (at, { Source, Enrichment, Target, RoleArn }) => {
    const { reader, id, setting } = at;
    const [source, role] = [reader.text(Source), reader.text(RoleArn)];
    if (source === undefined || role === undefined) { return []; }
    const arn = reader.arn(id);
    const start = assumeStep('pipes.amazonaws.com', role, { arn, account: reader.stack.account });
    const identity = setting.identity(role);
    const reads = readsOf(setting, source).map(([half, phrase, called]) => roleStep(half, `the role of the pipe ${phrase}`, identity, called));
    const targets = knownTargets(at, [Enrichment, Target].map((value) => reader.text(value)));
    return targets.map((target) => delivery(at, { kind: 'pipe', sourceArn: source }, target, [start, ...reads, ...sendWithRole(setting, 'the pipe', role, target)]));
  },
};
