import { all, any, type Truth } from '../values/truth';

const itself = (truth: Truth): Truth => truth;

export function and(...truths: Truth[]): Truth {
  return all(truths, itself);
}

export function or(...truths: Truth[]): Truth {
  return any(truths, itself);
}
