export * from './assertions';
export * from './plugin';
