/** Reads timelines as users do, page by page through the API. */

/** @typedef {{ type: string; data: { summary?: string; by?: string | null } }} Entry */

const PAGE = 200;

/**
 * @param {{ url: string; apiKey: string; incidents: string[] }} options
 * @returns {Promise<Record<string, string[]>>} by incident, the names of the events that its timeline shows
 */
export async function readTimelines({ url, apiKey, incidents }) {
  /** @type {Record<string, string[]>} */
  const shown = {};
  for (const incident of incidents) shown[incident] = await namesOf(`${url}/v1/incidents/${incident}/timeline`, apiKey);
  return shown;
}

/** @param {string} address @param {string} apiKey */
async function namesOf(address, apiKey) {
  /** @type {string[]} */
  const names = [];
  let cursor = '';
  do {
    const query = new URLSearchParams({ limit: String(PAGE), ...(cursor && { cursor }) });
    const response = await fetch(`${address}?${query}`, { headers: { authorization: `Bearer ${apiKey}` } });
    if (!response.ok) throw new Error(`GET ${address}: ${response.status} ${await response.text()}`);
    const { items, nextCursor } = /** @type {{ items: Entry[]; nextCursor: string | null }} */ (await response.json());
    for (const { data } of items) names.push(...[data.summary, data.by].filter((name) => typeof name === 'string'));
    cursor = nextCursor ?? '';
  } while (cursor !== '');
  return names;
}
