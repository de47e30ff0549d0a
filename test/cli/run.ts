import type { Io, Output } from '../../src/cli/io';
import { run } from '../../src/cli/program';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Terminal {
  readonly columns?: number;
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  readonly isTTY?: boolean;
}

/** The command line within this process. */
export async function cli(args: readonly string[], { columns, env = {}, cwd = process.cwd(), isTTY = false }: Terminal = {}): Promise<Ran> {
  const [out, err]: [string[], string[]] = [[], []];
  const output = (texts: string[]): Output => ({ isTTY, columns, write: (text) => { texts.push(text); } });
  const io: Io = { stdout: output(out), stderr: output(err), env, cwd };
  const code = await run(args, io);
  return { code, out: out.join(''), err: err.join('') };
}
