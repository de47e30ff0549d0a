import { acknowledgedIn } from './acknowledged';
import { readAssembly } from './assembly';
import type { ReadOptions } from './options';
import { readersOf } from './readers';
import type { Readers } from './readers';
import { readFunctions } from './resources/read-functions';
import { readIdentities } from './resources/read-identities';
import { readResourcePolicies } from './resources/read-resource-policies';
import type { StackTemplate } from './stack-template';
import { readTemplateFiles } from './template-file';
import type { TemplateFile } from './template-file';
import { readDeliveries } from '../deliveries/read-deliveries';
import type { Cloud } from '../model/cloud';
import { readNetwork } from '../network/read-network';

/** What a cloud assembly would create. */
export function cloudOf(assemblyDirectory: string, options: ReadOptions = {}): Cloud {
  return readCloud(readAssembly(assemblyDirectory, options), options);
}

/** What plain CloudFormation or SAM templates would create together, each in its account and region. */
export function cloudOfTemplates(files: readonly TemplateFile[], options: ReadOptions = {}): Cloud {
  return readCloud(readTemplateFiles(files, options), options);
}

/** What these templates would create together. */
export function readCloud(templates: readonly StackTemplate[], options: ReadOptions = {}, given: Readers = readersOf(templates, options)): Cloud {
  const { readers, outputReads, unknowns } = given;
  const { identities, strayPolicies } = readIdentities(readers);
  const functions = readFunctions(readers);
  return {
    stacks: readers.map(({ stack }) => stack),
    identities,
    functions,
    strayPolicies,
    resourcePolicies: readResourcePolicies(readers),
    deliveries: readDeliveries(readers, { identities, functions }),
    network: readNetwork(readers),
    outputReads,
    acknowledged: acknowledgedIn(templates),
    unknowns,
  };
}
