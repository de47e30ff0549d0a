import { Token } from 'aws-cdk-lib';

/** A subnet and the zone that it is in. */
export interface ZoneMember {
  readonly name: string;
  readonly zone: string;
}

/** With thousands separators, whatever the machine's language is. */
export function figure(number: number): string {
  return number.toLocaleString('en-US', { maximumFractionDigits: 6 });
}

/** A price with two digits or more after the point. */
export function money(price: number): string {
  return price.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 6 });
}

/** "1 subnet", "2 subnets". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${figure(number)} ${number === 1 ? one : many}`;
}

/** A share as a percentage with one digit, so that 79.9 % does not look like 80 %. */
export function percent(share: number): string {
  return `${figure(Math.floor(Number((share * 1_000).toPrecision(12))) / 10)} %`;
}

/** A zone as users know it; one that is a token by the name of a subnet in it. */
export function zoneName(subnets: ZoneMember[], zone: string): string {
  return Token.isUnresolved(zone) ? `the zone of ${subnets.find((subnet) => subnet.zone === zone)!.name}` : zone;
}

/** A zone in a sentence, which calls none "zone zone 1". */
export function zoneText(subnets: ZoneMember[], zone: string): string {
  return Token.isUnresolved(zone) || /^zone\b/i.test(zone) ? zoneName(subnets, zone) : `zone ${zone}`;
}

/** "subnet a", "subnets a, b". */
export function list(names: string[], one: string): string {
  return `${one}${names.length === 1 ? '' : 's'} ${names.join(', ')}`;
}
