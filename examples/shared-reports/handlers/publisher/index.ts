// Account 111111111111. The variables that the helpers read are set by CrossAccountInvoker.
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
// outside this repository: from 'cdk-cross-account-lambda/runtime'
import { assumedRoleClient, remoteFunction } from '../../../../src/runtime/node';

interface Summary {
  readonly title: string;
  readonly words: number;
}

// outside the handler: one AssumeRole serves both clients for all invocations, until the credentials run out
const s3 = assumedRoleClient(S3Client);
const summary = remoteFunction<{ text: string }, Summary>('SUMMARY');

export async function handler({ key }: { key: string }): Promise<{ report: string; summary: Summary }> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: process.env.REPORTS_BUCKET, Key: key }));
  return { report: key, summary: await summary.invoke({ text: await Body!.transformToString() }) };
}
