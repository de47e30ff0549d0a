import type { Service } from './errors';
import { parseFunctionName } from './function-name';
import type { ReceivedRequest } from './http';
import { invokedName } from './lambda-api';
import type { Sender } from './signature';

/** What a request is about, as far as it can be told without asking the service. */
export interface Subject {
  readonly action: string;
  readonly resource: string;
}

export function subjectOf(service: Service, request: ReceivedRequest, sender: Sender): Subject {
  return READERS[service](request, sender);
}

const READERS: Record<Service, (request: ReceivedRequest, sender: Sender) => Subject> = {
  lambda: (request, { session, region }) => {
    const name = invokedName(request) ?? request.path;
    return { action: 'lambda:InvokeFunction', resource: calledArn(name, request, { ...session, region }) };
  },
  sts: ({ method, query, body }) => {
    const parameters = method === 'POST' ? new URLSearchParams(body.toString()) : query;
    return { action: `sts:${parameters.get('Action') ?? '*'}`, resource: parameters.get('RoleArn') ?? '*' };
  },
  s3: ({ path }, { session: { partition } }) => {
    const [, bucket, key] = /^\/([^/]*)\/?(.*)$/.exec(path)!;
    return { action: key ? 's3:GetObject' : 's3:ListBucket', resource: `arn:${partition}:s3:::${bucket}${key ? `/${decodeURIComponent(key)}` : ''}` };
  },
};

/** A name that is none stays as it is: nobody is there to refuse it. */
function calledArn(name: string, { query }: ReceivedRequest, defaults: { partition: string; account: string; region: string }): string {
  try {
    return parseFunctionName(name, query.get('Qualifier') ?? undefined, defaults).calledArn;
  } catch {
    return name;
  }
}
