export * from './eni-plan';
export * from './eni-plan-props';
export * from './eni-plan-results';
export * from './existing-endpoint';
export * from './reach';
export * from './reach-options';
export * from './vpc-target-monitoring';
