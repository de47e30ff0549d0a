import type { HtmlAccount, HtmlFinding, HtmlInput, HtmlLayer, HtmlLink, HtmlPlace, HtmlStatement, HtmlThing } from './html-input';
import { thingNameOf } from './thing-names';
import type { LayerVerdict, Outcome } from '../../evaluate/verdict';
import type { Link } from '../../links/link';
import type { Cloud } from '../../model/cloud';
import type { Statement } from '../../model/policy';
import type { Site } from '../../model/site';
import type { Finding, Severity } from '../../rules/rule';
import { readable } from '../../values/unknown';

/** The part of a report that the page shows. */
export interface ReportToShow {
  readonly cloud: Pick<Cloud, 'stacks' | 'unknowns'>;
  readonly links: readonly Link[];
  readonly findings: readonly (Finding & { readonly ruleId: string; readonly severity: Severity; readonly title: string; readonly docs: string })[];
}

/**
 * The data of the page.
 *
 * @param title names what was checked: `cdk.out of orders`
 */
export function htmlInputOf(report: ReportToShow, title = 'Cross-account access'): HtmlInput {
  return new HtmlInputBuilder(report).build(readable(title));
}

/** A list of what many share, each once, found by what makes it one. */
class Numbered<T> {
  readonly list: T[] = [];
  private readonly indices = new Map<unknown, number>();

  indexOf(key: unknown, value: () => T): number {
    const known = this.indices.get(key);
    if (known !== undefined) { return known; }
    this.indices.set(key, this.list.length);
    return this.list.push(value()) - 1;
  }
}

/** The accounts of the stacks and of both ends of each link. */
class Accounts {
  readonly list: HtmlAccount[];
  private readonly indices: ReadonlyMap<string, number>;

  constructor({ cloud, links }: ReportToShow) {
    const stacks = new Map<string, string[]>();
    for (const { account, name } of cloud.stacks) { stacks.set(account, [...stacks.get(account) ?? [], readable(name)]); }
    for (const { fromAccount, toAccount } of links) {
      for (const account of [fromAccount, toAccount]) { if (!stacks.has(account)) { stacks.set(account, []); } }
    }
    const accounts = [...stacks].sort(([one], [other]) => compare(one, other));
    this.list = accounts.map(([account, names]) => ({ name: readable(account) || 'no account', stacks: names }));
    this.indices = new Map(accounts.map(([account], index) => [account, index]));
  }

  indexOf(account: string): number {
    return this.indices.get(account)!;
  }
}

class HtmlInputBuilder {
  private readonly accounts: Accounts;
  private readonly things = new Numbered<HtmlThing>();
  private readonly statements = new Numbered<HtmlStatement>();
  private readonly words = new Numbered<string>();

  constructor(private readonly report: ReportToShow) {
    this.accounts = new Accounts(report);
  }

  build(title: string): HtmlInput {
    const { links, findings, cloud } = this.report;
    const itsLinks = links.map((link) => this.linkOf(link));
    return {
      title,
      accounts: this.accounts.list,
      things: this.things.list,
      statements: this.statements.list,
      links: sorted(itsLinks, this.accounts.list, this.things.list),
      findings: findings.map((finding) => this.findingOf(finding)),
      unknowns: cloud.unknowns.map(({ path, what }) => ({ path: readable(path), what: readable(what) })),
      words: this.words.list,
    };
  }

  private linkOf(link: Link): HtmlLink {
    const { from, to, fromAccount, toAccount, toSite, verdict, delivery } = link;
    return {
      from: this.things.indexOf(`${fromAccount} ${from}`, () => this.callerOf(link)),
      to: this.things.indexOf(`${toAccount} ${to}`, () => this.thingOf(to, this.accounts.indexOf(toAccount), toSite)),
      action: readable(link.action),
      outcome: verdict.outcome,
      reason: readable(verdict.reason),
      declaredBy: link.declaredBy,
      delivery: delivery && { what: readable(delivery.step.what), place: this.placeOf(delivery.of.site) },
      dependsOn: unlessEmpty(verdict.dependsOn.map(readable)),
      layers: verdict.layers.map((layer) => this.layerOf(layer)),
    };
  }

  private callerOf({ caller, delivery, from, fromAccount, fromSite }: Link): HtmlThing {
    const account = this.accounts.indexOf(fromAccount);
    const id = readable(from);
    if (caller.kind === 'anonymous') { return { account, kind: 'anybody', name: 'without credentials', id }; }
    if (caller.kind !== 'service') { return this.thingOf(from, account, fromSite); }
    const place = fromSite && this.placeOf(fromSite);
    if (delivery) { return { account, kind: delivery.of.kind.replace(/-/g, ' '), name: thingNameOf(readable(delivery.of.sourceArn)).name, id, place }; }
    const [, arn] = / for (arn:.*)$/.exec(id) ?? [];
    return { account, ...arn === undefined ? { kind: 'service', name: caller.service } : thingNameOf(arn), id, place };
  }

  private thingOf(arn: string, account: number, site: Site | undefined): HtmlThing {
    const id = readable(arn);
    return { account, ...thingNameOf(id), id, place: site && this.placeOf(site) };
  }

  private placeOf({ path, type, stack: { templateFile } }: Site): HtmlPlace {
    return { path: readable(path), type: this.words.indexOf(type, () => type), template: this.words.indexOf(templateFile, () => templateFile) };
  }

  private layerOf({ layer, outcome, statements, dependsOn }: LayerVerdict): HtmlLayer {
    return {
      layer,
      outcome,
      statements: unlessEmpty(statements.map((statement) => this.statements.indexOf(statement, () => this.statementOf(statement)))),
      dependsOn: unlessEmpty(dependsOn.map(readable)),
    };
  }

  private statementOf({ source: { policy, site, unknown, json } }: Statement): HtmlStatement {
    return {
      policy: readable(policy),
      place: site && this.placeOf(site),
      unknown: unknown === undefined ? undefined : readable(unknown),
      json: readableJson(json),
    };
  }

  private findingOf({ ruleId, severity, title, docs, message, fix, site, otherSite, statement }: ReportToShow['findings'][number]): HtmlFinding {
    return {
      ruleId,
      severity,
      title,
      docs,
      message: readable(message),
      fix: readable(fix),
      place: this.placeOf(site),
      otherPlace: otherSite && this.placeOf(otherSite),
      statement: readableJson(statement),
    };
  }
}

function unlessEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}

function readableJson(value: unknown): unknown {
  if (typeof value === 'string') { return readable(value); }
  if (Array.isArray(value)) { return value.map(readableJson); }
  if (typeof value !== 'object' || value === null) { return value; }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [readable(key), readableJson(inner)]));
}

const OUTCOMES: readonly Outcome[] = ['denied', 'depends', 'allowed'];

function sorted(links: readonly HtmlLink[], accounts: readonly HtmlAccount[], things: readonly HtmlThing[]): HtmlLink[] {
  const keyOf = ({ outcome, from, to, action }: HtmlLink): string =>
    [OUTCOMES.indexOf(outcome), ...[from, to].flatMap((index) => [accounts[things[index].account].name, things[index].name]), action].join('\n');
  return links.map((link) => ({ link, key: keyOf(link) })).sort((one, other) => compare(one.key, other.key)).map(({ link }) => link);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
