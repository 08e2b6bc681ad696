/** How everything stands, in one cheap question: what a start page and a wall board need first. */
import { isLoopback } from '../notify/texts.ts';
import type { HttpDependencies } from './dependencies.ts';
import { type Api, mount } from './operation.ts';
import { overviewAnswer } from './overview-answers.ts';
import { wireOverview } from './wire.ts';

export function overview(api: Api, { pager, publicUrl }: HttpDependencies) {
  return mount(
    api,
    {
      method: 'get',
      path: '/v1/overview',
      tag: 'Operation',
      summary: 'How everything stands, in a few numbers',
      answers: { 200: { description: 'The numbers', schema: overviewAnswer } },
    },
    async (context) => {
      const link = { publicUrl, isPublicUrlLocal: isLoopback(publicUrl), preview: pager.preview };
      return context.json(wireOverview(await pager.overview(), link));
    },
  );
}
