export * from './caller';
export * from './caller-options';
