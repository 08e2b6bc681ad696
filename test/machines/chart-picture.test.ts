import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { drawChart } from '../../bin/draw-chart.mjs';
import { monitoredService } from '../../src/machines/monitored-service.ts';

it('The picture of the chart in the documents is the chart that runs (else: node bin/draw-chart.mjs)', async () => {
  const committed = readFileSync('docs/monitored-service.svg', 'utf8');
  expect(await drawChart(monitoredService)).toBe(committed);
});
