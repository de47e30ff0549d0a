import { likeness } from './as-deployed';
import { closest } from './closest';
import { allNamed, namesOf } from './named';
import type { Named } from './named';
import type { Cloud } from '../model/cloud';
import { fieldsOf } from '../values/arn';
import { readable } from '../values/unknown';

/** What was asked for is not to be found, or is several things: a message for the person who asked. */
export class NameError extends Error {}

/** Finds things by the names that people have for them. */
export class Names {
  private readonly all: readonly Named[];
  private readonly byName = new Map<string, Named[]>();

  constructor(cloud: Cloud) {
    this.all = allNamed(cloud);
    for (const named of this.all) {
      for (const name of new Set(namesOf(named))) { this.byName.set(name, [...this.byName.get(name) ?? [], named]); }
    }
  }

  /**
   * The one thing of that name. A whole ARN of something that no template here creates is accepted as well.
   *
   * @param wanted which things can be meant: of a function's path the function, not its policy
   * @throws NameError that lists the candidates, or the names that come closest
   */
  public find(name: string, wanted: (named: Named) => boolean = () => true): Named {
    const found = this.candidates(name).filter(wanted);
    if (found.length === 1) { return found[0]; }
    if (found.length > 1) { throw new NameError(severalOf(name, found)); }
    if (fieldsOf(name).resource !== '') { return { arn: name }; }
    throw new NameError(noneOf(name, this.all.filter(wanted)));
  }

  /** Everything of that name. */
  public candidates(name: string): readonly Named[] {
    const exact = this.byName.get(name) ?? [];
    if (exact.length > 0) { return exact; }
    const asked = sessionRole(name) ?? name;
    const likely = this.all.map((named) => ({ named, like: likeness(withoutPath(named.arn, asked), asked) }));
    const generated = likely.filter(({ like }) => like === 'same' || like === 'generated');
    return (generated.length > 0 ? generated : likely.filter(({ like }) => like === 'open')).map(({ named }) => named);
  }
}

/** `arn:aws:sts::111111111111:assumed-role/checkout/session` is a session of role/checkout; the path of the role is not told. */
export function sessionRole(arn: string): string | undefined {
  const { partition, service, account, resource } = fieldsOf(arn);
  const [, role] = /^assumed-role\/([^/]+)/.exec(resource) ?? [];
  return service === 'sts' && role !== undefined ? `arn:${partition}:iam::${account}:role/${role}` : undefined;
}

/** The ARN of a role without its path, where what is asked for has none either. */
function withoutPath(arn: string, asked: string): string {
  return /:role\/[^/]+$/.test(asked) ? arn.replace(/:role\/.*\//, ':role/') : arn;
}

function severalOf(name: string, found: readonly Named[]): string {
  return [`'${name}' can be several things; write the ARN of one of them:`, ...found.map((named) => `  ${describe(named)}`)].join('\n');
}

function noneOf(name: string, all: readonly Named[]): string {
  const near = closest(name, all.flatMap((named) => namesOf(named).map((one) => [one, named] as const)), 5);
  const hint = near.length === 0 ? 'nothing in these templates has a similar name' : ['the closest names are:', ...near.map((named) => `  ${describe(named)}`)].join('\n');
  return `nothing here is called '${name}'; ${hint}`;
}

function describe({ arn, site }: Named): string {
  return site ? `${readable(arn)}  (${site.path})` : readable(arn);
}
