/**
 * A week of a team on call, up to now: forty services, incidents that were answered and
 * closed, and what is open at this moment. Told in minutes before now; the real pager
 * lives through it.
 */
import { type BusyWeekTools, givenSubscriptions, givenTools } from './busy-week-tools.ts';
import type { TestPager } from './http.ts';

const MINUTE = 60_000;
/** The story begins that long ago. */
export const BUSY_WEEK = '170h';

const NAMES =
  'Auth,Billing,Cache eu-1,Cache eu-2,CDN,DNS,Geo,Ingest,Kafka,Mail out,Search,Sessions,Backups,Edge proxy Paris,Checkout DB,Payments API,Reports,Feature flags,Image resizer,Ledger,Login page,Metrics store,Mobile API,Notifications,Orders,Partner API,Pricing,Queue eu,Queue us,Recommendations,Returns,Shipping,SSO,Status page,Stock,Support desk,Tax,Uploads,VPN,Webhooks'.split(
    ',',
  );

interface Past {
  service: string;
  summary: string;
  /** Minutes: before now, until somebody answered, until it was over. */
  ago: number;
  acked: number | null;
  closed: number;
  by: string;
}

const HOUR = 60;
const DAY = 24 * HOUR;
const PAST: Past[] = [
  { service: 'kafka', summary: 'Consumer lag above 50,000', ago: 6.6 * DAY, acked: 2, closed: 34, by: 'Zoé' },
  { service: 'search', summary: 'p99 above 2 s', ago: 6.1 * DAY, acked: 7, closed: 21, by: 'Ana' },
  { service: 'dns', summary: 'NXDOMAIN for example.com', ago: 5.4 * DAY, acked: 1, closed: 9, by: 'Zoé' },
  { service: 'orders', summary: 'Order rate down 60 %', ago: 5.1 * DAY, acked: 3, closed: 48, by: 'Marc' },
  { service: 'billing', summary: 'Card provider answers 502', ago: 4.2 * DAY, acked: 12, closed: 95, by: 'Marc' },
  { service: 'vpn', summary: 'Tunnel Berlin is down', ago: 3.9 * DAY, acked: null, closed: 6, by: 'monitoring' },
  { service: 'kafka', summary: 'Broker 3 has left the cluster', ago: 3.2 * DAY, acked: 4, closed: 27, by: 'Ana' },
  { service: 'checkout-db', summary: 'Disk is 91 % full', ago: 2.6 * DAY, acked: 2, closed: 64, by: 'Ana' },
  { service: 'uploads', summary: 'Bucket answers 503', ago: 2.1 * DAY, acked: 5, closed: 18, by: 'Zoé' },
  { service: 'payments-api', summary: '5xx above 5 %', ago: 1.4 * DAY, acked: 8, closed: 41, by: 'Marc' },
  {
    service: 'login-page',
    summary: 'Synthetic login fails from Paris',
    ago: 0.9 * DAY,
    acked: 1,
    closed: 12,
    by: 'Ana',
  },
  { service: 'queue-eu', summary: 'Depth above 100,000', ago: 9 * HOUR, acked: 11, closed: 30, by: 'Zoé' },
];

const email = (address: string) => ({ type: 'email', address });
const sms = (phoneNumber: string) => ({ type: 'sms', phoneNumber });
const BACKEND = {
  name: 'Backend on call',
  levels: [
    { ackTimeout: '5m', targets: [email('ana@example.com')] },
    { ackTimeout: '10m', targets: [sms('+33612345678'), email('marc@example.com')] },
    { ackTimeout: '15m', targets: [email('lead@example.com')] },
  ],
};
const PLATFORM = {
  name: 'Platform, around the clock',
  repeat: 1,
  levels: [
    { ackTimeout: '5m', targets: [email('zoe@example.com')] },
    { ackTimeout: '5m', targets: [sms('+4915112345678')] },
  ],
};

const idOf = (name: string) => name.toLowerCase().replaceAll(' ', '-');

export async function liveThroughBusyWeek(http: TestPager): Promise<void> {
  http.whenSendingTo('lead@example.com', { outcome: 'refused', reason: '550 5.1.1 no such mailbox' });
  await http.put('/v1/escalation-policies/backend', BACKEND);
  await http.put('/v1/escalation-policies/platform', PLATFORM);
  for (const [index, name] of NAMES.entries()) {
    await http.put(`/v1/services/${idOf(name)}`, {
      name,
      escalationPolicyId: index % 3 === 0 ? 'platform' : 'backend',
      labels: { team: ['payments', 'platform', 'shop'][index % 3] ?? 'shop' },
      description: '',
      runbookUrl: `https://wiki.example.com/${idOf(name)}`,
    });
  }
  await http.put('/v1/services/payments-api', {
    name: 'Payments API',
    escalationPolicyId: 'backend',
    labels: { team: 'payments' },
    description: 'Takes cards, SEPA and the vouchers. Behind it: the ledger.',
    runbookUrl: 'https://wiki.example.com/payments-api',
  });
  const tools = await givenTools(http);
  await playActs(http, [...PAST.flatMap((past) => actsOf(http, tools, past)), ...openActs(http, tools)]);
  await givenSubscriptions(http);
}

interface Act {
  ago: number;
  act: () => Promise<unknown>;
}

function actsOf(http: TestPager, tools: BusyWeekTools, { service, summary, ago, acked, closed, by }: Past): Act[] {
  const at = (minutes: number, act: () => Promise<unknown>) => ({ ago: ago - minutes, act });
  return [
    at(0, () => tools.prometheus(service, { summary, name: 'Unhealthy' })),
    ...(acked === null ? [] : [at(acked, () => http.post(`/v1/services/${service}/ack`, { by }))]),
    at(closed, () => http.post(`/v1/services/${service}/healthy`, { by })),
  ];
}

function openActs(http: TestPager, tools: BusyWeekTools): Act[] {
  const alert = (ago: number, service: string, body: object): Act => ({
    ago,
    act: () => http.post(`/v1/services/${service}/alert`, body),
  });
  const ack = (ago: number, service: string, by: string): Act => ({
    ago,
    act: () => http.post(`/v1/services/${service}/ack`, { by }),
  });
  const metric = (ago: number, service: string, said: Parameters<BusyWeekTools['prometheus']>[1]): Act => ({
    ago,
    act: () => tools.prometheus(service, said),
  });
  const nights = [6.2, 5, 4, 3, 2, 1].map((day) => ({
    ago: day * DAY,
    act: () => tools.backups('The nightly backup did not run'),
  }));
  return [
    ...nights,
    ack(6.17 * DAY, 'backups', 'Marc'),
    metric(48, 'payments-api', { summary: '5xx above 20 %', name: 'ErrorRate' }),
    metric(46, 'payments-api', { summary: 'p99 above 4 s', name: 'Latency', severity: 'warning' }),
    { ago: 40, act: () => tools.uptimeKuma('Checkout from Paris', 'timeout of 48 s exceeded') },
    alert(11, 'edge-proxy-paris', { summary: 'The TLS certificate expires in 6 h', severity: 'warning' }),
    ack(9, 'edge-proxy-paris', 'Ana'),
    ...[6.4, 6, 5, 4, 3, 2, 1].map((ago) =>
      metric(ago, 'checkout-db', { summary: 'Replica lag 94 s', name: 'ReplicaLag' }),
    ),
  ];
}

/** From one moment at which something happens to the next: an act, or a timer, which then is not late. */
async function playActs(http: TestPager, acts: Act[]): Promise<void> {
  const now = () => http.running.runtime.store.now();
  const passTo = async (at: () => number) => {
    const ms = Math.round(at() - now());
    if (ms > 0) await http.passes(`${ms}ms`);
  };
  const live = async (ago: number) => {
    const until = () => Date.now() - ago * MINUTE;
    for (;;) {
      const [next] = (await http.pager.listTimers({ limit: 1 })).items;
      if (!next || next.dueAt > until()) break;
      await passTo(() => next.dueAt + 1);
    }
    await passTo(until);
  };
  for (const { ago, act } of acts.toSorted((a, b) => b.ago - a.ago)) {
    await live(ago);
    await act();
  }
  await live(0);
}
