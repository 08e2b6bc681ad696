/** Opsgenie's Alert API as its clients use it: what they compare in the answers, and what it does to the service. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../../harness/http.ts';
import { ALIAS, givenOpsgenie, type OpsgenieCaller } from '../../harness/opsgenie.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let pager: TestPager;
let opsgenie: OpsgenieCaller;
beforeAll(async () => {
  pager = await startHttp();
  await pager.given([], [['ana@example.com'], ['marc@example.com']]);
});
afterAll(() => pager.stop());
beforeEach(async () => {
  opsgenie = await givenOpsgenie(pager);
});

describe('creating', () => {
  test('is answered 202, its request has a status at once, and the first level is notified', async () => {
    const created = await opsgenie.create({
      priority: 'P1',
      description: 'on db1',
      tags: ['disk'],
      details: { host: 'db1', n: 3 },
      entity: 'db1',
      responders: [{ type: 'team', name: 'ops' }],
      source: 'http://am.example.com',
      note: 'since the release',
    });
    expect(created).toMatchObject({ status: 202, json: { result: 'Request will be processed' } });
    expect(created.json.took).toBeGreaterThan(0);
    expect(created.json.requestId).toMatch(UUID);
    expect(created.headers.get('x-ratelimit-state')).toBe('OK');
    const request = await opsgenie.requested(created);
    expect(request).toMatchObject({
      success: true,
      isSuccess: true,
      action: 'Create',
      status: 'Created alert',
      alias: ALIAS,
      integrationId: opsgenie.id,
      processedAt: expect.stringMatching(ISO),
    });
    expect(await opsgenie.notified()).toEqual(['ana@example.com']);
    expect((await opsgenie.state()).incident.alerts).toMatchObject([
      { key: ALIAS, source: opsgenie.id, summary: 'Disk full', severity: 'critical', count: 1 },
    ]);
    expect(await opsgenie.alertById(request.alertId)).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-\d{13}$/),
      tinyId: expect.stringMatching(/^\d+$/),
      alias: ALIAS,
      message: 'Disk full',
      description: 'on db1',
      status: 'open',
      acknowledged: false,
      seen: false,
      isSeen: false,
      tags: ['disk'],
      snoozed: false,
      count: 1,
      createdAt: expect.stringMatching(ISO),
      updatedAt: expect.stringMatching(ISO),
      lastOccurredAt: expect.stringMatching(ISO),
      source: 'http://am.example.com',
      owner: '',
      priority: 'P1',
      responders: [{ type: 'team', name: 'ops' }],
      teams: [{ type: 'team', name: 'ops' }],
      integration: { id: opsgenie.id, name: 'The tool', type: 'API' },
      report: {},
      actions: [],
      entity: 'db1',
      details: { host: 'db1', n: '3' },
    });
    const { json } = await pager.get(`/v1/incidents/${opsgenie.service}-1/timeline`);
    expect(json.items.at(-1).data).toMatchObject({
      details: { description: 'on db1', note: 'since the release' },
      links: [{ href: 'http://am.example.com', text: 'source' }],
    });
  });

  test.each([
    ['P1', 'critical'],
    ['P2', 'error'],
    ['P3', 'warning'],
    ['P4', 'info'],
    ['P5', 'info'],
    ['p2', 'error'],
    // Rather the gravest than none.
    ['urgent', 'critical'],
    [undefined, 'warning'],
  ])('priority %s is severity %s', async (priority, severity) => {
    await opsgenie.create({ priority });
    expect((await opsgenie.state()).incident.alerts[0].severity).toBe(severity);
  });

  test('an alert without a priority has the severity that the integration says', async () => {
    const strict = await givenOpsgenie(pager, { integration: { settings: { defaultSeverity: 'critical' } } });
    await strict.create();
    expect((await strict.state()).incident.alerts[0].severity).toBe('critical');
    expect((await strict.alert()).priority).toBe('P3');
  });

  test('with the alias of one that is open it counts there, and nobody is notified twice', async () => {
    const first = await opsgenie.requested(await opsgenie.create());
    const second = await opsgenie.requested(await opsgenie.create({ message: 'Disk fuller' }));
    expect(second.alertId).toBe(first.alertId);
    expect(await opsgenie.alert()).toMatchObject({ count: 2, message: 'Disk full' });
    expect(await opsgenie.notified()).toEqual(['ana@example.com']);
  });

  test('after it was closed the same alias is another alert', async () => {
    const first = await opsgenie.requested(await opsgenie.create());
    await opsgenie.act('close');
    const second = await opsgenie.requested(await opsgenie.create());
    expect(second.alertId).not.toBe(first.alertId);
    expect((await opsgenie.alert()).id).toBe(second.alertId);
    expect(await opsgenie.alertById(first.alertId)).toMatchObject({ status: 'closed' });
    expect(await opsgenie.notified()).toEqual(['ana@example.com', 'ana@example.com']);
  });

  test('without an alias its id is its alias, and two of them are two alerts', async () => {
    const said = { message: 'no alias' };
    const one = await opsgenie.requested(await opsgenie.call('POST', '/v2/alerts', said));
    const other = await opsgenie.requested(await opsgenie.call('POST', '/v2/alerts', said));
    expect(one.alertId).not.toBe(other.alertId);
    expect(one.alias).toBe(one.alertId);
    expect((await opsgenie.alert(one.alertId)).id).toBe(one.alertId);
    await opsgenie.act('close', {}, one.alertId);
    expect((await opsgenie.state()).state).toBe('escalating');
    await opsgenie.act('close', {}, other.alertId);
    expect((await opsgenie.state()).state).toBe('healthy');
  });

  test('texts are cut to the API’s limits, and blanks are passed over', async () => {
    const created = await opsgenie.create({
      message: 'm'.repeat(2_000),
      description: 'd'.repeat(20_000),
      source: `http://am.example.com/${'s'.repeat(200)}`,
      tags: ['', 't'.repeat(80), ...Array.from({ length: 30 }, (_, i) => `tag${i}`)],
      responders: [
        { type: 'team', name: '' },
        { type: 'team', name: 'ops' },
      ],
      user: '',
      priority: '',
      entity: '',
      details: { long: 'x'.repeat(9_000), host: 'db1' },
    });
    expect(created.status).toBe(202);
    const alert = await opsgenie.alert();
    expect(alert.message).toHaveLength(130);
    expect(alert.description).toHaveLength(15_000);
    expect(alert.source).toHaveLength(100);
    expect(alert.tags).toHaveLength(20);
    expect(alert.tags[0]).toHaveLength(50);
    expect(alert.responders).toEqual([{ type: 'team', name: 'ops' }]);
    expect(alert.priority).toBe('P3');
  });

  test('what the timeline keeps of it has the bounds of any alert', async () => {
    await opsgenie.create({ description: 'd'.repeat(100_000), note: 'n'.repeat(30_000), apiKey: 'secret' });
    const { json } = await pager.get(`/v1/incidents/${opsgenie.service}-1/timeline`);
    const { details } = json.items.at(-1).data;
    expect(Buffer.byteLength(JSON.stringify(details))).toBeLessThanOrEqual(16 * 1_024);
    expect(JSON.stringify(json)).not.toContain('secret');
    await opsgenie.act('acknowledge', { note: 'n'.repeat(30_000) });
    const notes = await opsgenie.call('GET', `/v2/alerts/${ALIAS}/notes?identifierType=alias`);
    expect(notes.json.data.map(({ note }: { note: string }) => note.length)).toEqual([4_096, 4_096]);
  });

  test('an alias that is too long keeps apart from one that begins alike', async () => {
    const long = 'a'.repeat(600);
    await opsgenie.create({ alias: `${long}1` });
    await opsgenie.create({ alias: `${long}2` });
    expect((await opsgenie.alert(`${long}1`)).id).not.toBe((await opsgenie.alert(`${long}2`)).id);
    await opsgenie.act('close', {}, `${long}1`);
    expect(await opsgenie.alert(`${long}1`)).toBeUndefined();
    expect(await opsgenie.alert(`${long}2`)).toBeDefined();
  });

  test('without a message it is refused in Opsgenie’s words', async () => {
    const { status, json } = await opsgenie.call('POST', '/v2/alerts', { alias: 'x' });
    expect(status).toBe(422);
    expect(json).toMatchObject({
      message: 'Request body is not processable. Please check the errors.',
      errors: { message: 'can not be empty' },
    });
    expect(json.requestId).toMatch(UUID);
    expect(json.took).toBeGreaterThan(0);
  });

  test('an integration keeps its aliases, ids and requests to itself', async () => {
    const other = await givenOpsgenie(pager);
    const request = await opsgenie.requested(await opsgenie.create());
    const otherRequest = await other.requested(await other.create());
    expect(otherRequest.alertId).not.toBe(request.alertId);
    await other.act('close');
    expect((await opsgenie.state()).state).toBe('escalating');
    expect((await other.call('GET', `/v2/alerts/${request.alertId}`)).status).toBe(404);
    const { tinyId } = await opsgenie.alert();
    expect((await other.call('GET', `/v2/alerts/${tinyId}?identifierType=tiny`)).json.data?.id).not.toBe(
      request.alertId,
    );
    expect((await other.call('GET', '/v2/alerts?query=status:open')).json.data).toEqual([]);
  });
});

describe('acting', () => {
  beforeEach(() => opsgenie.create({ tags: ['one', 'two'], details: { a: '1', b: '2' } }));

  test('an acknowledgement names who it was and stops escalation; taken back it goes on', async () => {
    const acked = await opsgenie.requested(await opsgenie.act('acknowledge', { user: 'ana', note: 'on it' }));
    expect(acked).toMatchObject({ success: true, action: 'Acknowledge', status: 'Acknowledged alert', alias: ALIAS });
    expect(await opsgenie.state()).toMatchObject({ state: 'acked', incident: { ackedBy: 'ana' } });
    expect(await opsgenie.alert()).toMatchObject({
      acknowledged: true,
      isSeen: true,
      report: { acknowledgedBy: 'ana', ackTime: expect.any(Number) },
    });
    const again = await opsgenie.requested(await opsgenie.act('acknowledge', { user: 'marc' }));
    expect(again).toMatchObject({ success: false, status: 'Alert is already acknowledged' });
    expect(await opsgenie.requested(await opsgenie.act('unacknowledge', { user: 'ana' }))).toMatchObject({
      success: true,
      status: 'Unacknowledged alert',
    });
    expect((await opsgenie.state()).state).toBe('escalating');
    expect((await opsgenie.requested(await opsgenie.act('unacknowledge'))).status).toBe('Alert is not acknowledged');
  });

  test('an acknowledgement by any other door is told', async () => {
    await pager.post(`/v1/services/${opsgenie.service}/ack`, { by: 'zoe' });
    expect(await opsgenie.alert()).toMatchObject({ acknowledged: true, report: { acknowledgedBy: 'zoe' } });
  });

  test('a close says who and why, and ends this alert only', async () => {
    await opsgenie.create({ alias: 'db1-load', message: 'Load' });
    const { id } = await opsgenie.alert();
    const closed = await opsgenie.requested(await opsgenie.act('close', { user: 'ana', note: 'cleaned up' }));
    expect(closed).toMatchObject({ success: true, status: 'Closed alert', alertId: id });
    expect((await opsgenie.state()).incident.alerts).toMatchObject([{ key: 'db1-load' }]);
    expect(await opsgenie.texts()).toContain(`Note by ana: Alert "${ALIAS}" closed by ana: cleaned up`);
    expect(await opsgenie.alertById(id)).toMatchObject({ status: 'closed', report: { closedBy: 'ana' } });
    expect(await opsgenie.requested(await opsgenie.act('close'))).toMatchObject({
      success: false,
      status: `There is no open alert with alias [${ALIAS}]`,
    });
    expect((await opsgenie.requested(await opsgenie.call('POST', `/v2/alerts/${id}/close`))).status).toBe(
      'Alert is already closed',
    );
    await opsgenie.act('close', {}, 'db1-load');
    expect((await opsgenie.state()).state).toBe('healthy');
  });

  test('an end by any other door is told, with how often it came', async () => {
    await opsgenie.create();
    const { id } = await opsgenie.alert();
    await pager.post(`/v1/services/${opsgenie.service}/healthy`, { by: 'zoe' });
    expect(await opsgenie.alert()).toBeUndefined();
    const closed = await opsgenie.alertById(id);
    expect(closed).toMatchObject({ status: 'closed', count: 2, report: { closedBy: 'zoe' } });
    // The next incident of the service is another story.
    await opsgenie.create();
    expect(await opsgenie.alertById(id)).toEqual(closed);
    expect((await opsgenie.alert()).id).not.toBe(id);
  });

  test('one key that ends by another door, while others are open, is told with its time', async () => {
    await opsgenie.create({ alias: 'db1-load' });
    const { id } = await opsgenie.alert();
    await pager.post(`/v1/services/${opsgenie.service}/resolve`, { key: ALIAS, source: opsgenie.id });
    const { status, report, createdAt } = await opsgenie.alertById(id);
    const { json } = await pager.get(`/v1/incidents/${opsgenie.service}-1/timeline`);
    const { at } = json.items.find(({ type }: { type: string }) => type === 'keyResolved');
    expect({ status, closeTime: report.closeTime }).toEqual({
      status: 'closed',
      closeTime: Date.parse(at) - Date.parse(createdAt),
    });
  });

  test('a snooze holds until its time, then it is escalated again', async () => {
    const endTime = new Date(Date.now() + 3_600_000).toISOString();
    const snoozed = await opsgenie.requested(await opsgenie.act('snooze', { endTime, user: 'ana' }));
    expect(snoozed).toMatchObject({ success: true, action: 'Snooze', status: 'Snoozed alert' });
    expect(await opsgenie.alert()).toMatchObject({ snoozed: true, snoozedUntil: endTime, status: 'open' });
    expect((await opsgenie.state()).state).toBe('acked');
    for (const [wrong, word] of [
      ['yesterday', 'should be a time'],
      ['2020-01-01T00:00:00Z', 'expected a time from now on'],
    ] as const) {
      const refused = await opsgenie.act('snooze', { endTime: wrong });
      expect(refused).toMatchObject({ status: 422, json: { errors: { endTime: expect.stringContaining(word) } } });
    }
  });

  test('escalate notifies the next level now, and a request that is sent again does nothing', async () => {
    const body = { escalation: { name: 'ops_escalation' }, user: 'ana' };
    const escalated = await opsgenie.act('escalate', body);
    expect(await opsgenie.requested(escalated)).toMatchObject({ success: true, action: 'EscalateToNext' });
    const again = await opsgenie.act('escalate', body);
    expect(again.json.requestId).toBe(escalated.json.requestId);
    expect(await opsgenie.notified()).toEqual(['ana@example.com', 'marc@example.com']);
    expect((await opsgenie.state()).incident.level).toBe(2);
  });

  test('a note stands in the timeline and with the alert, once', async () => {
    const body = { note: 'it is the new release', user: 'ana' };
    expect(await opsgenie.requested(await opsgenie.act('notes', body))).toMatchObject({ status: 'Added note' });
    await opsgenie.act('notes', body);
    const texts = await opsgenie.texts();
    expect(texts.filter((text) => text === 'Note by ana: it is the new release')).toHaveLength(1);
    const notes = await opsgenie.call('GET', `/v2/alerts/${ALIAS}/notes?identifierType=alias`);
    expect(notes.json.data).toMatchObject([{ note: 'it is the new release', owner: 'ana' }]);
  });

  const KEPT = [
    ['assign', { owner: { username: 'ana@example.com' } }, { owner: 'ana@example.com' }, 'assigned to ana@example.com'],
    ['tags', { tags: ['two', 'three', ''] }, { tags: ['one', 'two', 'three'] }, 'two, three'],
    ['details', { details: { b: 3, c: true } }, { details: { a: '1', b: '3', c: 'true' } }, 'b=3, c=true'],
    ['teams', { team: { name: 'net' } }, { teams: [{ type: 'team', name: 'net' }] }, 'team net'],
    [
      'responders',
      { responder: { type: 'user', username: 'zoe@example.com' } },
      { responders: [{ type: 'user', name: 'zoe@example.com' }] },
      'user zoe@example.com',
    ],
    ['actions/restart', { user: 'ana' }, {}, 'Action "restart"'],
  ] as const;
  test.each(KEPT)('%s is kept with the alert and told in the timeline', async (name, body, shown, told) => {
    const request = await opsgenie.requested(await opsgenie.act(name, body));
    expect(request).toMatchObject({ success: true, alias: ALIAS });
    expect(await opsgenie.alert()).toMatchObject(shown);
    expect((await opsgenie.texts())[0]).toContain(told);
    expect(await opsgenie.notified()).toEqual(['ana@example.com']);
  });

  test('why something was kept is told with it', async () => {
    await opsgenie.act('assign', { owner: { id: 'zoe' }, note: 'she knows it', user: 'ana' });
    expect((await opsgenie.texts())[0]).toBe(
      `Note by ana: Alert "${ALIAS}" assigned to zoe; the escalation policy stays as it is: she knows it`,
    );
  });

  test('the same escalation of the next alert of that alias is another one', async () => {
    const body = { escalation: { name: 'ops_escalation' } };
    await opsgenie.act('escalate', body);
    await opsgenie.act('close');
    await opsgenie.create();
    await opsgenie.act('escalate', body);
    expect((await opsgenie.state()).incident.level).toBe(2);
  });

  test('tags and details are taken off by their names', async () => {
    await opsgenie.call('DELETE', `/v2/alerts/${ALIAS}/tags?identifierType=alias&tags=one,none`);
    await opsgenie.call('DELETE', `/v2/alerts/${ALIAS}/details?identifierType=alias&keys=a&user=ana`);
    expect(await opsgenie.alert()).toMatchObject({ tags: ['two'], details: { b: '2' } });
    expect((await opsgenie.texts()).slice(0, 2)).toEqual([
      `Note by ana: Details taken off "${ALIAS}": a`,
      `Note: Tags taken off "${ALIAS}": one, none`,
    ]);
  });

  test.each([
    ['message', { message: 'Disk is 99 % full' }],
    ['description', { description: 'see the runbook' }],
    ['priority', { priority: 'P1' }],
  ])('PUT %s changes it, and says so once', async (name, body) => {
    const put = () => opsgenie.call('PUT', `/v2/alerts/${ALIAS}/${name}?identifierType=alias`, body);
    const before = (await opsgenie.texts()).length;
    expect(await opsgenie.requested(await put())).toMatchObject({ success: true });
    await put();
    expect(await opsgenie.alert()).toMatchObject(body);
    expect((await opsgenie.texts()).length).toBe(before + 1);
  });

  test('a deleted alert is over and gone', async () => {
    const { id, tinyId } = await opsgenie.alert();
    const deleted = await opsgenie.call('DELETE', `/v2/alerts/${id}?user=ana`);
    expect(deleted.status).toBe(202);
    expect(await opsgenie.requested(deleted)).toMatchObject({ success: true, status: 'Deleted alert', alertId: id });
    expect((await opsgenie.state()).state).toBe('healthy');
    expect((await opsgenie.call('GET', `/v2/alerts/${id}`)).status).toBe(404);
    expect((await opsgenie.call('GET', `/v2/alerts/${tinyId}?identifierType=tiny`)).status).toBe(404);
    expect((await opsgenie.call('GET', '/v2/alerts/count')).json.data).toEqual({ count: 0 });
    expect(await opsgenie.texts()).toContain(`Note by ana: Alert "${ALIAS}" was deleted`);
  });

  const INCOMPLETE = [
    ['POST', 'notes', {}, 'note'],
    ['POST', 'assign', { owner: {} }, 'owner'],
    ['POST', 'escalate', {}, 'escalation'],
    ['POST', 'responders', { responder: { type: 'team', name: '' } }, 'responder'],
    ['POST', 'teams', {}, 'team'],
    ['POST', 'tags', {}, 'tags'],
    ['POST', 'details', {}, 'details'],
    ['POST', 'snooze', {}, 'endTime'],
    ['PUT', 'message', {}, 'message'],
    ['PUT', 'priority', { priority: 'P9' }, 'priority'],
    ['DELETE', 'tags', undefined, 'tags'],
    ['DELETE', 'details', undefined, 'keys'],
  ] as const;
  test.each(INCOMPLETE)(
    '%s %s without what it is about is refused, and names it',
    async (method, name, body, field) => {
      const { status, json } = await opsgenie.call(method, `/v2/alerts/${ALIAS}/${name}?identifierType=alias`, body);
      expect({ status, fields: Object.keys(json.errors) }).toEqual({ status: 422, fields: [field] });
    },
  );

  test('an act on an alert that is not there is taken, and its status says that it came to nothing', async () => {
    const id = '00000000-0000-0000-0000-000000000000-1790000000000';
    for (const path of [
      `/v2/alerts/${id}/acknowledge`,
      '/v2/alerts/9999/close?identifierType=tiny',
      '/v2/alerts/x/notes',
    ]) {
      const answered = await opsgenie.call('POST', path, { note: 'n' });
      expect(answered.status).toBe(202);
      expect(await opsgenie.requested(answered)).toMatchObject({
        success: false,
        isSuccess: false,
        status: 'Alert does not exist',
        alertId: '',
        alias: '',
      });
    }
    const byAlias = await opsgenie.act('acknowledge', {}, 'never-was');
    expect((await opsgenie.requested(byAlias)).status).toBe('There is no open alert with alias [never-was]');
  });

  test('an unknown kind of identifier is refused', async () => {
    const { status, json } = await opsgenie.call('POST', `/v2/alerts/${ALIAS}/close?identifierType=name`);
    expect({ status, errors: json.errors }).toEqual({
      status: 422,
      errors: { identifierType: 'should be one of [ id, alias, tiny ]' },
    });
  });
});

describe('below what its service pages for', () => {
  beforeEach(async () => {
    opsgenie = await givenOpsgenie(pager, { service: { pageFrom: 'error' } });
  });

  test('an alert is there to be looked at, counted, acknowledged and closed, and nobody is notified', async () => {
    const first = await opsgenie.requested(await opsgenie.create({ priority: 'P4' }));
    const second = await opsgenie.requested(await opsgenie.create({ priority: 'P4' }));
    expect(second).toMatchObject({ success: true, alertId: first.alertId });
    expect((await opsgenie.state()).state).toBe('healthy');
    expect(await opsgenie.alert()).toMatchObject({ status: 'open', count: 2, acknowledged: false });
    await opsgenie.act('acknowledge', { user: 'ana' });
    expect(await opsgenie.alert()).toMatchObject({ acknowledged: true, report: { acknowledgedBy: 'ana' } });
    await opsgenie.act('close', { user: 'ana' });
    expect(await opsgenie.alert()).toBeUndefined();
    expect(await opsgenie.alertById(first.alertId)).toMatchObject({ status: 'closed', count: 2 });
    const third = await opsgenie.requested(await opsgenie.create({ priority: 'P4' }));
    expect(third.alertId).not.toBe(first.alertId);
    expect(await opsgenie.notified()).toEqual([]);
  });

  test.each([
    ['it is sent again as a graver one', () => opsgenie.create({ priority: 'P1' })],
    [
      'its priority is raised',
      () => opsgenie.call('PUT', `/v2/alerts/${ALIAS}/priority?identifierType=alias`, { priority: 'P1' }),
    ],
  ])('it pages once %s, and stays the same alert', async (_, rise) => {
    const { alertId } = await opsgenie.requested(await opsgenie.create({ priority: 'P5' }));
    await rise();
    expect(await opsgenie.alert()).toMatchObject({ id: alertId, status: 'open' });
    expect(await opsgenie.notified()).toEqual(['ana@example.com']);
    await opsgenie.act('close');
    expect((await opsgenie.state()).state).toBe('healthy');
    expect(await opsgenie.alertById(alertId)).toMatchObject({ status: 'closed' });
  });
});
