import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { drawChart } from '../../bin/draw-chart.mjs';
import { heartbeat } from '../../src/machines/heartbeat.ts';
import { monitoredService } from '../../src/machines/monitored-service.ts';

it.each([
  ['monitored-service', monitoredService, 'a monitored service'],
  ['heartbeat', heartbeat, 'a heartbeat'],
])(
  'The picture of the chart in docs/%s.svg is the chart that runs (else: node bin/draw-chart.mjs)',
  async (name, machine, title) => {
    const committed = readFileSync(`docs/${name}.svg`, 'utf8');
    expect(await drawChart(machine, title)).toBe(committed);
  },
);
