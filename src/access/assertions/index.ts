export * from './access-assertions';
export * from './caller-access';
