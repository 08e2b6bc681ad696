import { describe, expect, it } from 'vitest';
import { firstMessage } from '../../bench/load/http-message.mjs';
import { parseWrkReport } from '../../bench/load/wrk.mjs';
import { parseBenchmark } from '../../bench/peers/redis-benchmark.mjs';
import { memoryOf, ticksOf } from '../../bench/process-figures.mjs';
import { scalePlan } from '../../bench/scale-plan.mjs';
import { latenessIn } from '../../bench/timers-lateness.mjs';
import { mediansOf } from '../../bench/turns.mjs';

describe('a message on a socket', () => {
  const first = 'POST /sms HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello';
  const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n';

  it('ends where the next one begins', () => {
    expect(firstMessage(`${first}POST /next`)).toMatchObject({ body: 'hello', length: first.length });
  });

  it('is put together from its chunks', () => {
    expect(firstMessage(`${chunked}HTTP/1.1`)).toMatchObject({ body: 'hello world', length: chunked.length });
  });

  it('may have no body', () => {
    expect(firstMessage('GET / HTTP/1.1\r\nhost: a\r\n\r\n')).toMatchObject({ body: '' });
  });

  it.each([first, chunked])('is none before its last byte is there', (message) => {
    for (let bytes = 0; bytes < message.length; bytes++) expect(firstMessage(message.slice(0, bytes))).toBeNull();
  });
});

it('finds the report of wrk below what wrk itself prints', () => {
  const report = { answered: 3, notTaken: 1, broken: 0, seconds: 1.5 };
  expect(parseWrkReport(`Running 1s test @ http://127.0.0.1\nRequests/sec: 3\n\n${JSON.stringify(report)}\n`)).toEqual(
    report,
  );
  expect(parseWrkReport('unable to connect to 127.0.0.1:1')).toBeNull();
});

it('reads rate and latencies of redis-benchmark by the names of their columns', () => {
  const csv =
    '"test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms"\n' +
    '"SET","13513.51","2.410","0.160","0.631","7.055","8.447","9.119"\n';
  expect(parseBenchmark(csv)).toEqual({ perSecond: 13_513.51, p50: 0.631, p99: 8.447 });
  expect(() => parseBenchmark('Could not connect to Redis')).toThrow('Could not connect');
});

it('reads CPU time and memory of a process, whatever it is called', () => {
  const stat = '77 (a ) 1 2 (b) S 1 77 77 0 -1 4194560 100 0 0 0 25 13 0 0 20 0 11 0 900 1000 200 18446744073709551615';
  expect(ticksOf(stat)).toBe(38);
  const status = 'Name:\tnode\nVmHWM:\t  2048 kB\nVmRSS:\t  1024 kB\n';
  expect(memoryOf(status, 'VmRSS')).toBe(1_048_576);
  expect(memoryOf(status, 'VmHWM')).toBe(2_097_152);
  expect(memoryOf('Name:\tgone\n', 'VmRSS')).toBeNaN();
});

describe('how late a timeout was committed', () => {
  const notified = (level: number, at: string) => ({ type: 'levelNotified', data: { level }, at });

  it('is counted from the commit of the level before it', () => {
    const timeline = [
      notified(2, '2026-11-24T10:00:05.250Z'),
      { type: 'opened', data: {}, at: '2026-11-24T10:00:00.000Z' },
      notified(1, '2026-11-24T10:00:00.000Z'),
    ];
    expect(latenessIn(timeline, 5_000)).toBe(250);
  });

  it('is nothing that could be said of a level that was notified twice, or not at all', () => {
    const twice = [notified(1, '2026-11-24T10:00:00Z'), notified(2, '2026-11-24T10:00:05Z')];
    expect(() => latenessIn([...twice, ...twice], 5_000)).toThrow('2 times');
    expect(() => latenessIn(twice.slice(0, 1), 5_000)).toThrow('0 times');
  });
});

describe('the events by which the cost of scale is measured', () => {
  it('are spread over all services, however many there are', () => {
    const services = scalePlan({ services: 1_000, pairs: 10, block: 5 }).map(([, service]) => service);
    expect([...new Set(services)]).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
  });

  it.each([
    { services: 100, pairs: 250, block: 100 },
    { services: 5_000, pairs: 250, block: 100 },
  ])('close every incident that they open, and never have two events of one service in a block: %o', (size) => {
    const isOpen = new Set<number>();
    for (const [what, service] of scalePlan(size)) {
      expect(isOpen.has(service)).toBe(what === 1);
      if (what === 0) isOpen.add(service);
      else isOpen.delete(service);
    }
    expect(isOpen.size).toBe(0);
  });
});

it('takes the median of the rounds, figure by figure, and knows when there is none', () => {
  const rounds = [1, 9, 5].map((rate) => ({ pager: { rate, cpu: rate === 9 ? null : 1 } }));
  expect(mediansOf(rounds)).toEqual({ pager: { rate: 5, cpu: null } });
});
