import { availableParallelism } from 'node:os';
import { Limiter } from './limiter';
import type { Worker } from './worker';

/** Processes that load their code at the same time: with more, all of them would take too long. */
const STARTING = Math.max(2, availableParallelism());

/**
 * The workers of all functions.
 *
 * Like Lambda it reuses an idle one and starts another while all are busy, so a function may call
 * itself. Starting is limited, running is not: who waits for a start takes whatever is idle first.
 */
export class WorkerPool {
  private readonly workers = new Set<Worker>();
  private readonly idle = new Map<string, Worker[]>();
  private readonly waiting = new Map<string, ((worker: Worker) => void)[]>();
  private readonly starts = new Limiter(STARTING);

  /** @param key tells apart what cannot share a worker */
  public async take(key: string, start: () => Worker): Promise<Worker> {
    const idle = takeAlive(listOf(this.idle, key));
    return idle ?? new Promise((resolve, reject) => {
      const waiting = listOf(this.waiting, key);
      waiting.push(resolve);
      this.starts.run(async () => {
        if (!waiting.includes(resolve)) { return; }
        waiting.splice(waiting.indexOf(resolve), 1);
        const worker = start();
        this.workers.add(worker);
        resolve(worker);
        await worker.initFailure;
      }).catch(reject);
    });
  }

  public giveBack(key: string, worker: Worker): void {
    if (!worker.alive) {
      this.workers.delete(worker);
      return;
    }
    const next = listOf(this.waiting, key).shift();
    if (next) { next(worker); } else { listOf(this.idle, key).push(worker); }
  }

  public async stop(): Promise<void> {
    await Promise.all([...this.workers].map(async (worker) => worker.stop()));
  }
}

function listOf<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

function takeAlive(idle: Worker[]): Worker | undefined {
  let worker = idle.pop();
  while (worker && !worker.alive) { worker = idle.pop(); }
  return worker;
}
