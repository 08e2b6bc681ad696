/**
 * Opsgenie's Heartbeat API on the pager's heartbeats: a name is any text, and stands for
 * the same heartbeat as the id that is made of it. One that expires alerts the
 * integration's own service. https://docs.opsgenie.com/docs/heartbeat-api
 */
import { z } from '@hono/zod-openapi';
import { heartbeatIdOf } from '../../pager/heartbeat-id.ts';
import type { HeartbeatView } from '../../pager/heartbeats.ts';
import type { Refusal } from '../../pager/refusal.ts';
import type { Pager } from '../../pager/types.ts';
import type { Acted, Door } from './door.ts';
import { type Answering, invalid, notFound, opsgenieData, opsgenieDone, startAnswer } from './opsgenie-answers.ts';
import { opsgenieDoor } from './opsgenie-door.ts';
import { heartbeatFields, opsgenieHeartbeat, readHeartbeat, wireHeartbeat, wireMeta } from './opsgenie-heartbeat.ts';

type Beats = Pick<
  Pager,
  | 'putHeartbeat'
  | 'getHeartbeat'
  | 'listHeartbeats'
  | 'deleteHeartbeat'
  | 'pingHeartbeat'
  | 'pauseHeartbeat'
  | 'resumeHeartbeat'
>;

const LISTED_AT_ONCE = 500;

export function heartbeatDoors(beats: Beats): Door[] {
  return [
    pingDoor(beats),
    listDoor(beats),
    createDoor(beats),
    getDoor(beats),
    changeDoor(beats),
    deleteDoor(beats),
    ...(['enable', 'disable'] as const).map((act) => switchDoor(beats, act)),
  ];
}

const refused = ({ refused: code, detail }: Refusal): Acted => ({ code, messages: [detail] });
const unknown = (answer: Answering, name: string) => notFound(answer, `Heartbeat with name [${name}] not found`);
const done = (answer: ReturnType<Answering>): Acted => ({ answer, outcomes: [] });
/** Another team's is read by whoever knows its name, and changed by its own integration only. */
async function findOwn(beats: Beats, name: string, serviceId: string | undefined): Promise<HeartbeatView | null> {
  const found = await beats.getHeartbeat(heartbeatIdOf(name));
  return found && (serviceId === undefined || found.serviceId === serviceId) ? found : null;
}
const nameOf = (param: (name: string) => string | undefined) => param('name') ?? '';

/** Whether there is such a heartbeat is not asked: whoever pings is told that it was heard. */
const pingDoor = (beats: Beats): Door =>
  opsgenieDoor({
    method: 'get',
    methods: ['post', 'put', 'patch'],
    path: '/v2/heartbeats/{name}/ping',
    isReading: true,
    anyBody: true,
    summary: 'A ping, whatever its body says; one of an unknown heartbeat is heard as well',
    answer: opsgenieDone,
    status: 202,
    async act({ param }) {
      const answer = startAnswer();
      const pinged = await beats.pingHeartbeat(heartbeatIdOf(nameOf(param)));
      if ('refused' in pinged && pinged.refused !== 'not_found') return refused(pinged);
      return done(answer(202, { result: 'PONG - Heartbeat received' }));
    },
  });

const createDoor = (beats: Beats): Door =>
  opsgenieDoor({
    method: 'post',
    path: '/v2/heartbeats',
    summary: 'Create a heartbeat; it is waited for once it was heard of',
    schema: z.looseObject(heartbeatFields),
    example: { name: 'nightly-backup', interval: 1, intervalUnit: 'days', enabled: true },
    answer: opsgenieDone,
    status: 201,
    refuses: [409],
    async act({ body }, { serviceId }) {
      const answer = startAnswer();
      const read = readHeartbeat(body, null, serviceId ?? null);
      if ('errors' in read) return invalid(read.errors);
      const { name, heartbeat, enabled } = read;
      const put = await beats.putHeartbeat(heartbeatIdOf(name), heartbeat, { createOnly: true });
      if ('refused' in put && put.refused === 'precondition_failed') {
        return done(answer(409, { message: `Heartbeat with name [${name}] already exists` }));
      }
      if ('refused' in put) return refused(put);
      const made = await switchTo(beats, put.heartbeat, enabled);
      return 'refused' in made ? refused(made) : done(answer(201, { result: 'Created', data: wireMeta(made) }));
    },
  });

const changeDoor = (beats: Beats): Door =>
  opsgenieDoor({
    method: 'patch',
    path: '/v2/heartbeats/{name}',
    summary: 'Change a heartbeat: what is not given stays',
    schema: z.looseObject(heartbeatFields).partial(),
    example: { interval: 5, intervalUnit: 'minutes' },
    answer: opsgenieDone,
    refuses: [409],
    async act({ body, param }, { serviceId }) {
      const answer = startAnswer();
      const before = await findOwn(beats, nameOf(param), serviceId);
      if (!before) return unknown(answer, nameOf(param));
      const read = readHeartbeat(body, before, serviceId ?? null);
      if ('errors' in read) return invalid(read.errors);
      const put = await beats.putHeartbeat(before.id, read.heartbeat, { ifMatch: before.revision });
      if ('refused' in put && put.refused === 'precondition_failed') {
        return done(answer(409, { message: 'It was changed by somebody else meanwhile' }));
      }
      if ('refused' in put) return refused(put);
      const changed = await switchTo(beats, put.heartbeat, read.enabled);
      return 'refused' in changed
        ? refused(changed)
        : done(answer(200, { result: 'Updated', data: wireMeta(changed) }));
    },
  });

async function switchTo(beats: Beats, heartbeat: HeartbeatView, enabled: boolean): Promise<HeartbeatView | Refusal> {
  if (enabled === (heartbeat.state !== 'paused')) return heartbeat;
  const switched = await (enabled ? beats.resumeHeartbeat(heartbeat.id) : beats.pauseHeartbeat(heartbeat.id));
  return 'refused' in switched ? switched : switched.heartbeat;
}

const switchDoor = (beats: Beats, act: 'enable' | 'disable'): Door =>
  opsgenieDoor({
    method: 'post',
    path: `/v2/heartbeats/{name}/${act}`,
    summary: act === 'enable' ? 'It is waited for again' : 'It is not waited for, and its alert is resolved',
    answer: opsgenieDone,
    async act({ param }, { serviceId }) {
      const answer = startAnswer();
      const found = await findOwn(beats, nameOf(param), serviceId);
      const switched = found && (await switchTo(beats, found, act === 'enable'));
      if (!switched) return unknown(answer, nameOf(param));
      if ('refused' in switched) {
        return switched.refused === 'not_found' ? unknown(answer, nameOf(param)) : refused(switched);
      }
      return done(answer(200, { result: act === 'enable' ? 'Enabled' : 'Disabled', data: wireMeta(switched) }));
    },
  });

const getDoor = (beats: Beats): Door =>
  opsgenieDoor({
    method: 'get',
    path: '/v2/heartbeats/{name}',
    summary: 'Read a heartbeat',
    answer: opsgenieData(opsgenieHeartbeat),
    async act({ param }) {
      const answer = startAnswer();
      const heartbeat = await beats.getHeartbeat(heartbeatIdOf(nameOf(param)));
      return heartbeat ? done(answer(200, { data: wireHeartbeat(heartbeat) })) : unknown(answer, nameOf(param));
    },
  });

const listDoor = (beats: Beats): Door =>
  opsgenieDoor({
    method: 'get',
    path: '/v2/heartbeats',
    summary: 'List the heartbeats of the service that this integration is about',
    answer: opsgenieData(z.object({ heartbeats: z.array(opsgenieHeartbeat) })),
    async act(_, { serviceId }) {
      const answer = startAnswer();
      const heartbeats: HeartbeatView[] = [];
      let cursor: string | null | undefined;
      do {
        const page = { limit: LISTED_AT_ONCE, ...(cursor && { cursor }) };
        const { items, nextCursor } = await beats.listHeartbeats(serviceId === undefined ? {} : { serviceId }, page);
        heartbeats.push(...items);
        cursor = nextCursor;
      } while (cursor !== null);
      return done(answer(200, { data: { heartbeats: heartbeats.map(wireHeartbeat) } }));
    },
  });

const deleteDoor = (beats: Beats): Door =>
  opsgenieDoor({
    method: 'delete',
    path: '/v2/heartbeats/{name}',
    summary: 'Delete a heartbeat; its alert is resolved',
    answer: opsgenieDone,
    async act({ param }, { serviceId }) {
      const answer = startAnswer();
      const before = await findOwn(beats, nameOf(param), serviceId);
      const gone = before && (await beats.deleteHeartbeat(before.id, {}));
      if (!before || gone === null) return unknown(answer, nameOf(param));
      if (gone !== 'deleted') return gone.refused === 'not_found' ? unknown(answer, nameOf(param)) : refused(gone);
      return done(answer(200, { result: 'Deleted', data: wireMeta({ ...before, state: 'paused' }) }));
    },
  });
