import { conditionHolds } from './conditions';
import { DYNAMIC_REFERENCE, dynamicReference } from './dynamic-reference';
import { FUNCTIONS } from './functions';
import { openMark, openMarkOf } from './marks';
import type { OtherStacks } from './other-stacks';
import { parameterValue } from './parameters';
import { domainOf } from './partitions';
import { Place } from './resource-place';
import type { GeneratedName } from './resource-place';
import { isNested, own } from './stack-template';
import type { StackTemplate } from './stack-template';
import { depends } from '../values/truth';
import type { Truth } from '../values/truth';

/** Resolves the values of one template to what CloudFormation would put there; what it cannot know becomes a mark. */
export class Intrinsics {
  private readonly calls = new Map<object, unknown>();
  private readonly values = new Map<string, unknown>();
  private readonly conditions = new Map<string, Truth>();
  private readonly places = new Map<string, Place>();

  constructor(
    public readonly source: StackTemplate,
    public readonly others: OtherStacks,
    private readonly noteUnknown: (logicalId: string, what: string) => void,
    private readonly generatedName?: GeneratedName,
  ) {}

  /** The value itself where it has no reference in it; `undefined` for AWS::NoValue. */
  public resolve(value: unknown): unknown {
    if (typeof value === 'string') { return value.includes('{{resolve:') ? value.replace(DYNAMIC_REFERENCE, dynamicReference) : value; }
    if (typeof value !== 'object' || value === null) { return value; }
    if (Array.isArray(value)) { return this.list(value); }
    const keys = Object.keys(value);
    const [name] = keys;
    if (keys.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))) { return this.call(value, name, (value as Json)[name]); }
    return this.fields(value as Json, keys);
  }

  /** Numbers and booleans as text too; undefined where there is nothing or an object. */
  public text(value: unknown): string | undefined {
    const resolved = this.resolve(value);
    switch (typeof resolved) {
      case 'string': return resolved;
      case 'number':
      case 'boolean': return String(resolved);
      default: return undefined;
    }
  }

  public ref(name: string): unknown {
    return this.once(`Ref ${name}`, name, () => {
      if (name.startsWith('AWS::')) { return this.pseudo(name); }
      if (own(this.source.template.Parameters, name)) { return this.parameter(name); }
      const place = this.place(name);
      return place ? place.ref() : this.unknown(name, `${name} of ${this.stack.id}`, 'the template has neither a resource nor a parameter of this name');
    });
  }

  public getAtt(id: string, attribute: string): unknown {
    return this.once(`${id}.${attribute}`, id, () => {
      const place = this.place(id);
      const label = `${attribute} of ${id} of ${this.stack.id}`;
      if (!place) { return this.unknown(id, label, 'the template has no resource of this name'); }
      const across = this.others.attribute(this, id, attribute);
      if (across) { return across.value; }
      if (!place.knows(attribute)) { this.noteUnknown(id, `${attribute} is known after deployment only`); }
      return place.attribute(attribute);
    });
  }

  public arn(id: string): string {
    return this.place(id)?.arn() ?? openMark(`Arn of ${id} of ${this.stack.id}`);
  }

  public name(id: string): string | undefined {
    return this.place(id)?.name();
  }

  public condition(name: string): Truth {
    const known = this.conditions.get(name);
    if (known !== undefined) { return known; }
    const label = `condition ${name} of ${this.stack.id}`;
    // A condition that leads back to itself finds this.
    this.conditions.set(name, depends(label));
    const scope = { text: (value: unknown) => this.text(value), named: (other: string) => this.condition(other) };
    const truth = conditionHolds(own(this.source.template.Conditions, name), scope);
    this.conditions.set(name, truth);
    return truth;
  }

  /** Notes an unknown and gives the mark for it. */
  public unknown(id: string, label: string, why: string, identity = label): string {
    this.noteUnknown(id, why);
    return openMark(label, identity);
  }

  /** A function that CloudFormation does not have, or with an argument that it does not take. */
  public cannotTell(name: string, argument: unknown, why = `${name} cannot be resolved with the argument that the template gives it`): string {
    this.noteUnknown('', why);
    return openMarkOf(`${name} of ${this.stack.id}`, argument);
  }

  public get stack() {
    return this.source.stack;
  }

  /** `Fn::Sub`: `${Name}`, `${Name.Attribute}` and `${!Literal}`, with names of its own. */
  public substitute(text: string, given: Json): unknown {
    const replaced = text.replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, name: string) => {
      if (literal) { return `\${${name}}`; }
      return this.asText(Object.hasOwn(given, name) ? this.resolve(given[name]) : this.named(name), name);
    });
    return this.resolve(replaced);
  }

  /** A resolved value within a text. */
  public asText(resolved: unknown, label: string): string {
    if (typeof resolved === 'string') { return resolved; }
    if (typeof resolved === 'number' || typeof resolved === 'boolean') { return String(resolved); }
    if (Array.isArray(resolved)) { return resolved.map((item) => this.asText(item, label)).join(','); }
    return resolved === undefined ? '' : this.unknown(label, `${label} of ${this.stack.id}`, 'a text is expected here, not an object');
  }

  private named(name: string): unknown {
    const dot = name.indexOf('.');
    return dot < 0 ? this.ref(name.trim()) : this.getAtt(name.slice(0, dot).trim(), name.slice(dot + 1).trim());
  }

  private list(items: readonly unknown[]): unknown {
    let changed: unknown[] | undefined;
    items.forEach((item, index) => {
      const resolved = this.resolve(item);
      if (resolved !== item) { changed ??= items.slice(0, index); }
      if (resolved !== undefined) { changed?.push(resolved); }
    });
    return changed ?? items;
  }

  private fields(value: Json, keys: readonly string[]): unknown {
    let changed: Json | undefined;
    for (const key of keys) {
      const resolved = this.resolve(value[key]);
      if (resolved === value[key]) { continue; }
      changed ??= { ...value };
      if (resolved === undefined) { delete changed[key]; } else { changed[key] = resolved; }
    }
    return changed ?? value;
  }

  private call(node: object, name: string, argument: unknown): unknown {
    if (name === 'Ref') { return typeof argument === 'string' ? this.ref(argument) : this.cannotTell(name, argument); }
    const known = this.calls.get(node);
    if (known === RESOLVING) { return this.cannotTell(name, argument, 'it leads back to itself'); }
    if (known !== undefined || this.calls.has(node)) { return known; }
    this.calls.set(node, RESOLVING);
    const resolved = FUNCTIONS[name] ? FUNCTIONS[name](argument, this) : this.cannotTell(name, argument);
    this.calls.set(node, resolved);
    return resolved;
  }

  private pseudo(name: string): unknown {
    const { account, region, partition, name: stackName } = this.stack;
    switch (name) {
      case 'AWS::AccountId': return account;
      case 'AWS::Region': return region;
      case 'AWS::Partition': return partition;
      case 'AWS::URLSuffix': return domainOf(this.stack);
      case 'AWS::StackName': return stackName;
      case 'AWS::StackId': return `arn:${partition}:cloudformation:${region}:${account}:stack/${stackName}/${this.stackMark()}`;
      case 'AWS::NotificationARNs': return [];
      case 'AWS::NoValue': return undefined;
      default: return this.unknown(name, `${name} of ${stackName}`, 'no pseudo parameter of CloudFormation');
    }
  }

  private stackMark(): string {
    return openMark(`id of ${this.stack.id}`);
  }

  private parameter(name: string): unknown {
    const { source } = this;
    if (isNested(source) && Object.hasOwn(source.given, name)) { return this.others.intrinsicsOf(source.parent).resolve(source.given[name]); }
    const value = parameterValue(source.template.Parameters![name], own(source.given, name));
    return value ?? this.unknown(name, `parameter ${name} of ${this.stack.id}`, 'the parameter has no value before deployment');
  }

  private place(id: string): Place | undefined {
    const known = this.places.get(id);
    if (known) { return known; }
    const resource = own(this.source.template.Resources, id);
    if (!resource) { return undefined; }
    const place = new Place(this.stack, id, resource, (value) => this.text(value), this.generatedName);
    this.places.set(id, place);
    return place;
  }

  /** Resolves a value once; a value that leads back to itself is a mark. */
  private once(key: string, id: string, make: () => unknown): unknown {
    const known = this.values.get(key);
    if (known === RESOLVING) { return this.unknown(id, `${id} of ${this.stack.id}`, 'it leads back to itself'); }
    if (known !== undefined || this.values.has(key)) { return known; }
    this.values.set(key, RESOLVING);
    const value = make();
    this.values.set(key, value);
    return value;
  }
}

type Json = Record<string, unknown>;
const RESOLVING: unique symbol = Symbol('resolving');
