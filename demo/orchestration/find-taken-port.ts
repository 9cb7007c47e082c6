import { createServer } from 'node:net';
import { demoPorts, type DemoPortName, type DemoSettings } from '../settings.ts';

/** One line about the first port that somebody else uses, or undefined when all of them are free. */
export async function findTakenPort(settings: DemoSettings): Promise<string | undefined> {
  for (const name of Object.keys(demoPorts) as DemoPortName[]) {
    const port = settings.ports[name];
    // Both loopbacks: browsers try ::1 first for "localhost", so a stranger there would answer in the demo's place.
    if ((await isFree(port, '127.0.0.1')) && (await isFree(port, '::1'))) continue;
    const { usedBy, variable } = demoPorts[name];
    return `Port ${port} is taken. The demo needs it for ${usedBy}: free it, or set ${variable} to another port.`;
  }
  return undefined;
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      // No IPv6 on this machine: then nobody can be there either.
      else if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') resolve(true);
      else if (error.code === 'EACCES') resolve(false);
      else reject(error);
    });
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
