export * from './caller';
export * from './caller-options';
export * from './source-caller-options';
