import { BUCKETS } from './bucket';
import { BY_ROLE } from './by-role';
import type { Configured } from './configured';
import { DESTINATIONS } from './destination';
import { HTTP_APIS } from './http-api';
import { LOG_FILTERS } from './log-filter';
import { MAPPINGS } from './mapping';
import { PIPES } from './pipe';
import { REST_APIS } from './rest-api';
import { RULES } from './rule';
import { SCHEDULES } from './schedule';
import { SERVICES } from './services';
import { Setting } from './setting';
import type { Known } from './setting';
import { STATE_MACHINES } from './state-machine';
import { TOPICS } from './topic';
import type { Delivery } from '../model/delivery';
import type { TemplateReader } from '../read/template-reader';

/** By type of resource, what it makes its service do. */
const FAMILIES: readonly (readonly [type: string, configured: Configured])[] = [
  BUCKETS, TOPICS, RULES, SCHEDULES, PIPES, SERVICES, BY_ROLE, LOG_FILTERS, STATE_MACHINES, DESTINATIONS, REST_APIS, HTTP_APIS, MAPPINGS,
].flatMap((family) => Object.entries(family));

/**
 * Every configuration of the templates that makes a service call a function, or Lambda read a queue or stream, with all
 * that IAM must allow for it. A configuration that is here but not understood is noted.
 */
export function readDeliveries(readers: readonly TemplateReader[], known: Known): Delivery[] {
  const setting = new Setting(readers, known);
  return readers.flatMap((reader) => FAMILIES.flatMap(([type, configured]) =>
    reader.ofType(type).flatMap(([id, props]) => configured({ reader, id, setting }, props))));
}
