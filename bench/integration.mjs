/** One integration for all of the numbered services: a rule finds in what the tool says which of them it is about. */

/**
 * @param {import('./pager.mjs').BenchPager} pager
 * @param {{type: string, rule: object, settings?: object}} integration
 * @returns {Promise<{key: string}>}
 */
export async function createIntegration(pager, integration) {
  return await pager.api('POST', '/v1/integrations', { name: `bench ${integration.type}`, ...integration });
}
