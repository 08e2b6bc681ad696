/** Where this machine reaches the pager: for people on it, and for our own commands. */
const EVERYWHERE = ['0.0.0.0', '::', '[::]', '127.0.0.1'];

export function localUrlOf({ host, port }: { host: string; port: number }): string {
  const name = EVERYWHERE.includes(host)
    ? 'localhost'
    : host.includes(':')
      ? `[${host.replace(/^\[|\]$/g, '')}]`
      : host;
  return `http://${name}:${port}`;
}
