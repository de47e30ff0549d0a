import { API } from './api';
import { IAM } from './iam';
import { LAMBDA } from './lambda';
import { MESSAGING } from './messaging';
import { NETWORK } from './network';
import { OTHER } from './other';
import type { Shape } from './shape';
import { STORAGE } from './storage';

const SHAPES = new Map<string, Shape>(Object.entries({ ...IAM, ...LAMBDA, ...MESSAGING, ...STORAGE, ...API, ...NETWORK, ...OTHER }));

/** Undefined for a type that this library does not know. */
export function shapeOf(type: string): Shape | undefined {
  return SHAPES.get(type);
}
