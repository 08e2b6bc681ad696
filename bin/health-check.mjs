// Exit code 0 while the pager of this container lives: what its HEALTHCHECK runs. A Redis that
// is away makes it not ready, but starting it anew would not help, so liveness is what is asked.
const port = process.env.PORT || 7243;
const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(4_000) }).catch(
  () => null,
);
process.exit(answer?.ok ? 0 : 1);
