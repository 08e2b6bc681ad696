/** What Opsgenie has and the pager has not: attachments and saved searches, answered so that clients go on and people know. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startHttp, type TestPager } from '../../harness/http.ts';
import { keptRequests } from '../../harness/integration.ts';
import { ALIAS, givenOpsgenie, type OpsgenieCaller } from '../../harness/opsgenie.ts';

let pager: TestPager;
let opsgenie: OpsgenieCaller;
beforeAll(async () => {
  pager = await startHttp();
  await pager.given();
});
afterAll(() => pager.stop());
beforeEach(async () => {
  opsgenie = await givenOpsgenie(pager);
});

const PLACE = `/v2/alerts/${ALIAS}/attachments`;

async function attach(file: File | null, path = `${PLACE}?identifierType=alias`) {
  const form = new FormData();
  if (file) form.set('file', file);
  form.set('user', 'ana@example.com');
  const sent = new Request('http://pager', { method: 'POST', body: form });
  const body = new Uint8Array(await sent.arrayBuffer());
  const headers = {
    Authorization: `GenieKey ${opsgenie.key}`,
    'Content-Type': sent.headers.get('content-type') ?? '',
  };
  return await pager.post(path, body, { key: null, headers });
}

test('an attachment is accepted; that it came is told, and that it is not kept', async () => {
  await opsgenie.create();
  const { status, json } = await attach(new File(['a picture'], 'graph.png', { type: 'image/png' }));
  expect({ status, json }).toMatchObject({
    status: 201,
    json: { result: expect.stringContaining('not kept'), data: { id: expect.any(String) }, took: expect.any(Number) },
  });
  const line = 'An attachment came, and is not kept here: graph.png (9 bytes)';
  expect(await opsgenie.texts()).toContain(`Note by ana@example.com: ${line}`);
  const notes = await opsgenie.call('GET', `/v2/alerts/${ALIAS}/notes?identifierType=alias`);
  expect(notes.json.data).toMatchObject([{ note: line, owner: 'ana@example.com' }]);
  expect((await keptRequests(pager, opsgenie.id, 2))[0]).toMatchObject({ status: 201, code: null });
});

test('sent again it is told once', async () => {
  await opsgenie.create();
  const file = new File(['a picture'], 'graph.png');
  const [first, again] = [await attach(file), await attach(file)];
  expect(again.json.data).toEqual(first.json.data);
  expect((await opsgenie.texts()).filter((text) => text.includes('graph.png'))).toHaveLength(1);
});

test('without a file, or of an alert that is not there, it is refused', async () => {
  await opsgenie.create();
  expect(await attach(null)).toMatchObject({ status: 422, json: { errors: { file: 'can not be empty' } } });
  expect(await attach(new File(['x'], 'x'), '/v2/alerts/none/attachments?identifierType=alias')).toMatchObject({
    status: 404,
    json: { message: 'Alert with alias [none] could not be found' },
  });
});

test('the attachments of an alert are none', async () => {
  await opsgenie.create();
  await attach(new File(['a picture'], 'graph.png'));
  for (const type of ['identifierType', 'alertIdentifierType']) {
    const listed = await opsgenie.call('GET', `${PLACE}?${type}=alias`);
    expect(listed).toMatchObject({ status: 200, json: { data: [] } });
  }
  for (const method of ['GET', 'DELETE']) {
    const { status, json } = await opsgenie.call(method, `${PLACE}/1?identifierType=alias`);
    expect({ status, message: json.message }).toEqual({ status: 404, message: expect.stringContaining('id [1]') });
  }
});

test('saved searches are none, and whoever makes one is told what to do instead', async () => {
  const place = '/v2/alerts/saved-searches';
  expect(await opsgenie.call('GET', place)).toMatchObject({ status: 200, json: { data: [] } });
  const asked: [string, string][] = [
    ['POST', place],
    ['GET', `${place}/mine?identifierType=name`],
    ['PATCH', `${place}/mine`],
    ['DELETE', `${place}/mine`],
  ];
  for (const [method, path] of asked) {
    const { status, json } = await opsgenie.call(
      method,
      path,
      method === 'GET' ? undefined : { name: 'x', query: 'y' },
    );
    expect({ method, status, json }).toMatchObject({
      method,
      status: 404,
      json: { message: expect.stringContaining('send the query itself'), requestId: expect.any(String) },
    });
  }
  expect((await keptRequests(pager, opsgenie.id, 1))[0]).toMatchObject({ status: 404, code: 'not_found' });
});
