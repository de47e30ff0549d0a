// newer versions of aws-cdk-lib validate every template with a WASM engine, 3 s a process; one test turns it on
process.env.CDK_VALIDATION ??= 'false';
// Node.js 20 is supported here; the AWS SDK would say in every suite that it will stop supporting it
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
// aws-cdk-lib warns of deprecated members that it uses itself
process.env.JSII_DEPRECATED ??= 'quiet';
