import type { Intrinsics } from './intrinsics';
import { isWhollyOpen, openMark, openMarkOf, splitOutsideMarks } from './marks';
import { own } from './stack-template';
import { isDepends } from '../values/truth';
import { hasUnknown, readable, unknownsIn } from '../values/unknown';

type Call = (argument: unknown, scope: Intrinsics) => unknown;

/**
 * The intrinsic functions of CloudFormation but for `Ref` and those of conditions.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export const FUNCTIONS: Readonly<Record<string, Call>> = {
  'Fn::GetAtt': (argument, scope) => {
    const [id, ...attribute] = typeof argument === 'string' ? argument.split('.') : list(argument);
    const name = attribute.map((part) => scope.text(part)).join('.');
    return typeof id === 'string' && name ? scope.getAtt(id, name) : scope.cannotTell('Fn::GetAtt', argument);
  },
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = list(argument).map((part) => scope.resolve(part));
    if (typeof parts === 'string') { return parts; }
    if (typeof separator !== 'string' || !Array.isArray(parts)) { return scope.cannotTell('Fn::Join', argument); }
    return scope.resolve(parts.map((part) => scope.asText(part, 'a part of Fn::Join')).join(separator));
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text] = list(argument).map((part) => scope.text(part));
    if (separator === undefined || text === undefined) { return scope.cannotTell('Fn::Split', argument); }
    // Into how many parts an unknown text falls nobody knows: it stays one, and Fn::Select takes from it.
    return isWhollyOpen(text) ? text : splitOutsideMarks(text, separator);
  },
  'Fn::Select': (argument, scope) => {
    const [index, of] = list(argument);
    const [position, items] = [Number(scope.text(index)), scope.resolve(of)];
    if (typeof items === 'string' && hasUnknown(items)) { return openMark(`part ${position} of ${readable(unknownsIn(items)[0])}`, `part ${position} of ${items}`); }
    return Array.isArray(items) && items[position] !== undefined ? items[position] : scope.cannotTell('Fn::Select', argument);
  },
  'Fn::Sub': (argument, scope) => {
    const [text, given = {}] = typeof argument === 'string' ? [argument] : list(argument);
    return typeof text === 'string' ? scope.substitute(text, given as Record<string, unknown>) : scope.cannotTell('Fn::Sub', argument);
  },
  'Fn::If': (argument, scope) => {
    const [name, yes, no] = list(argument);
    if (typeof name !== 'string' || list(argument).length !== 3) { return scope.cannotTell('Fn::If', argument); }
    const truth = scope.condition(name);
    if (!isDepends(truth)) { return scope.resolve(truth ? yes : no); }
    const branches = [scope.resolve(yes), scope.resolve(no)];
    if (JSON.stringify(branches[0]) === JSON.stringify(branches[1])) { return branches[0]; }
    return openMarkOf(`condition ${name} of ${scope.stack.id}`, [scope.stack.id, name, ...branches.map((branch) => branch ?? null)]);
  },
  'Fn::FindInMap': (argument, scope) => {
    const [mapName, first, second] = list(argument).slice(0, 3).map((part) => scope.text(part));
    const rest = list(argument)[3] as { DefaultValue?: unknown } | undefined;
    if (mapName === undefined || first === undefined || second === undefined) { return scope.cannotTell('Fn::FindInMap', argument); }
    const found = own(own(own(scope.source.template.Mappings, mapName), first), second);
    if (found !== undefined) { return found; }
    const keys = `${mapName} ${first} ${second}`;
    if (hasUnknown(keys)) { return openMarkOf(`mapping ${mapName} of ${scope.stack.id}`, keys); }
    return rest && 'DefaultValue' in rest ? scope.resolve(rest.DefaultValue) : scope.cannotTell('Fn::FindInMap', argument);
  },
  'Fn::ImportValue': (argument, scope) => {
    const name = scope.text(argument);
    return name === undefined ? scope.cannotTell('Fn::ImportValue', argument) : scope.others.importValue(scope, name);
  },
  'Fn::GetStackOutput': (argument, scope) => scope.others.stackOutput(scope, scope.resolve(argument)),
  'Fn::Base64': (argument, scope) => {
    const text = scope.text(argument);
    if (text === undefined) { return scope.cannotTell('Fn::Base64', argument); }
    return hasUnknown(text) ? openMarkOf(`Fn::Base64 of ${scope.stack.id}`, text) : Buffer.from(text).toString('base64');
  },
  'Fn::Length': (argument, scope) => {
    const items = scope.resolve(argument);
    return Array.isArray(items) ? items.length : openMarkOf(`Fn::Length of ${scope.stack.id}`, items);
  },
  'Fn::ToJsonString': (argument, scope) => JSON.stringify(scope.resolve(argument)),
  'Fn::GetAZs': (argument, scope) => openMark(`availability zones of ${readable(scope.text(argument) || scope.stack.region)}`),
  'Fn::Cidr': (argument, scope) => openMarkOf(`Fn::Cidr of ${scope.stack.id}`, scope.resolve(argument)),
  'Fn::Transform': (argument, scope) => scope.cannotTell('Fn::Transform', argument, 'what a macro makes is known at deployment only'),
};

function list(argument: unknown): unknown[] {
  return Array.isArray(argument) ? argument : [argument];
}
