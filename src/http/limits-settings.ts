/** How much one source may ask of one process, and what it is unless set otherwise: more than an honest sender needs. */
export interface LimitSettings {
  /** Events that may be under way in this process: fewer than its mailboxes hold, so that none is refused for want of them. */
  eventsUnderWay: number;
  /** Of one source; 0: no rate. */
  eventsPerSecond: number;
  /** Connections from one address. */
  connections: number;
}

export const DEFAULT_LIMITS: LimitSettings = {
  eventsUnderWay: 16_000,
  eventsPerSecond: 200_000,
  connections: 1_000,
};
