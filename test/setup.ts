// aws-cdk-lib can validate every template with a WASM engine, 3 s a process; one test turns it on
process.env.CDK_VALIDATION ??= 'false';
