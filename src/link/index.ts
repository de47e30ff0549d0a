export * from './half';
export * from './hand-over';
export * from './link';
export * from './route';
