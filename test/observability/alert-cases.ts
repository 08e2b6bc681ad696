/**
 * For each alert rule what makes it fire, and what is so near to it that it must not:
 * series in promtool's notation, one value a minute.
 */
export type Series = Record<string, string>;

export interface AlertCase {
  fires: Series;
  staysQuiet: Series;
  /** When both are looked at. */
  afterMinutes: number;
}

const UP = 'up{job="pager",instance="a"}';
const seriesOf = (name: string, labels: string) => `pager_${name}{job="pager",instance="a",${labels}}`;
const plain = (name: string) => `pager_${name}{job="pager",instance="a"}`;

export const ALERT_CASES: Record<string, AlertCase> = {
  PagerDown: { fires: { [UP]: '1 0x10' }, staysQuiet: { [UP]: '1 0 1x10' }, afterMinutes: 6 },
  PagerNotReady: {
    fires: { [seriesOf('ready', 'check="redis"')]: '1 0x10', [seriesOf('ready', 'check="queues"')]: '1x10' },
    staysQuiet: { [seriesOf('ready', 'check="redis"')]: '1 0 1x10' },
    afterMinutes: 6,
  },
  PagerSelfCheckFailing: {
    fires: { [plain('self_check_passed')]: '1 0x10' },
    // Without HEARTBEAT_URL; and one minute lost in a burst.
    staysQuiet: {
      [plain('self_check_passed')]: 'NaN NaN NaN NaN NaN NaN',
      'pager_self_check_passed{job="pager",instance="b"}': '1 0 1 1 1 1',
    },
    afterMinutes: 5,
  },
  PagerWatchdogUnheard: {
    fires: { [seriesOf('heartbeats_total', 'result="unheard"')]: '0+1x12' },
    staysQuiet: {
      [seriesOf('heartbeats_total', 'result="unheard"')]: '0 1 2 2x12',
      [seriesOf('heartbeats_total', 'result="called"')]: '0+1x12',
    },
    afterMinutes: 10,
  },
  PagerChannelFailing: {
    fires: {
      [seriesOf('channel_failing', 'channel="email"')]: '0 1x5',
      [seriesOf('channel_failing', 'channel="sms"')]: '0x6',
    },
    staysQuiet: { [seriesOf('channel_failing', 'channel="email"')]: '1 0x6' },
    afterMinutes: 3,
  },
  PagerNotificationsFailed: {
    fires: { [seriesOf('notifications_total', 'channel="sms",result="refused"')]: '0 0 1x8' },
    staysQuiet: {
      [seriesOf('notifications_total', 'channel="sms",result="refused"')]: '7x10',
      [seriesOf('notifications_total', 'channel="sms",result="retry"')]: '0+1x10',
    },
    afterMinutes: 6,
  },
  PagerIncidentExhausted: {
    fires: { [seriesOf('transitions_total', 'from="escalating",to="exhausted"')]: '0 0 1x8' },
    staysQuiet: {
      [seriesOf('transitions_total', 'from="escalating",to="exhausted"')]: '4x10',
      [seriesOf('transitions_total', 'from="escalating",to="escalating"')]: '0+1x10',
    },
    afterMinutes: 6,
  },
  PagerTimersLate: {
    fires: {
      [plain('timer_lateness_seconds_count')]: '10 10 12x10',
      [seriesOf('timer_lateness_seconds_bucket', 'le="3"')]: '10 10 11x10',
    },
    staysQuiet: {
      [plain('timer_lateness_seconds_count')]: '10 10 20x10',
      [seriesOf('timer_lateness_seconds_bucket', 'le="3"')]: '9 9 19x10',
    },
    afterMinutes: 8,
  },
  PagerHandOverSlow: {
    fires: {
      [seriesOf('hand_over_seconds_bucket', 'channel="email",le="5"')]: '0+50x20',
      [seriesOf('hand_over_seconds_bucket', 'channel="email",le="10"')]: '0+60x20',
      [seriesOf('hand_over_seconds_bucket', 'channel="email",le="+Inf"')]: '0+60x20',
    },
    staysQuiet: {
      [seriesOf('hand_over_seconds_bucket', 'channel="email",le="5"')]: '0+1000x20',
      [seriesOf('hand_over_seconds_bucket', 'channel="email",le="10"')]: '0+1001x20',
      [seriesOf('hand_over_seconds_bucket', 'channel="email",le="+Inf"')]: '0+1001x20',
    },
    afterMinutes: 15,
  },
  PagerWorkOverdue: {
    fires: { [seriesOf('agenda_overdue_items', 'kind="timer"')]: '0 3x8' },
    staysQuiet: {
      [seriesOf('agenda_overdue_items', 'kind="timer"')]: '0 9000 0x8',
      [seriesOf('agenda_overdue_items', 'kind="delivery"')]: '5x10',
    },
    afterMinutes: 6,
  },
  PagerSweeperWorks: {
    fires: { [plain('sweep_found_total')]: '0+5x40' },
    // One node was lost: what it had set is rescued once.
    staysQuiet: { [plain('sweep_found_total')]: '0 0 300x40' },
    afterMinutes: 35,
  },
  PagerRecordsUnreadable: {
    fires: { [plain('unreadable_records_total')]: '0 0 1x8', [plain('timers_not_taken_total')]: '0x10' },
    staysQuiet: { [plain('unreadable_records_total')]: '3x10', [plain('timers_not_taken_total')]: '0x10' },
    afterMinutes: 6,
  },
  PagerRedisFillsUp: {
    fires: { [plain('redis_memory_share')]: '0.85x20' },
    // No maxmemory; and one that history was cut for.
    staysQuiet: {
      [plain('redis_memory_share')]: '_x20',
      'pager_redis_memory_share{job="pager",instance="b"}': '0.85x5 0.7x14',
    },
    afterMinutes: 15,
  },
  PagerEventsRefused: {
    fires: { [seriesOf('refused_total', 'code="store_unavailable"')]: '0+1x20' },
    staysQuiet: {
      [seriesOf('refused_total', 'code="store_unavailable"')]: '0 1x20',
      [seriesOf('refused_total', 'code="invalid"')]: '0+1x20',
    },
    afterMinutes: 14,
  },
  PagerSendersRefused: {
    fires: { [seriesOf('refused_total', 'code="unknown_service"')]: '0+1x30' },
    staysQuiet: {
      [seriesOf('refused_total', 'code="unknown_service"')]: '0+1x5 5x25',
      [seriesOf('refused_total', 'code="stopping"')]: '0+9x30',
    },
    afterMinutes: 25,
  },
  PagerInPreview: {
    fires: { [plain('preview')]: '1x20' },
    staysQuiet: { [plain('preview')]: '1x5 0x15' },
    afterMinutes: 18,
  },
  PagerNodeLost: {
    fires: { [plain('nodes')]: '3x20 2x15' },
    // The only one was killed and started again.
    staysQuiet: { [plain('nodes')]: '1x20 2 1x15' },
    afterMinutes: 33,
  },
};
