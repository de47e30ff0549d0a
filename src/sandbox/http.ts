import type { IncomingMessage } from 'node:http';

/** A request exactly as it arrived: path and query still encoded, body as bytes. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** By lower-case name. */
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

export interface Response {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

export async function receive(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) { chunks.push(chunk as Buffer); }
  const [path, query = ''] = incoming.url!.split('?');
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value ?? '']);
  return { method: incoming.method!, path, query: new URLSearchParams(query), headers: Object.fromEntries(headers), body: Buffer.concat(chunks) };
}
