import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

import { charts } from '../../simulator/charts/registry.js';
import { DEMO_API_KEY } from '../../simulator/demo.js';
import { DESCRIPTION, hasDescription } from '../support/openapi.js';
import { type Answer, Harness } from './support.js';

/** Every answer as RevenueCat's own description has it. Fields beyond it are fine: the live API answers some too. */
describe("simulator: RevenueCat's OpenAPI description", function () {
  let rc: Harness;
  let id: string;
  let key: string;
  let schemas: Ajv;
  before(async function () {
    if (!hasDescription()) this.skip();
    schemas = compile(readFileSync(DESCRIPTION, 'utf8'));
    rc = await Harness.start({ settings: { limits: { charts_metrics: 1000 } } });
    ({ id, key } = await rc.youngProject());
  });
  after(() => rc?.close());

  const fits = ({ status, text, body }: Answer, expected: number, schema: string) => {
    assert.equal(status, expected, text);
    const validate = schemas.getSchema(`api#/components/schemas/${schema}`) as ValidateFunction;
    assert.ok(validate(body), JSON.stringify(validate.errors, null, 1));
  };
  const get = (path: string, token = key) => rc.rest(`/v2/projects/${path}`, token);

  it('describes our projects, apps, products and overview', async () => {
    fits(await get(''), 200, 'ListProjects');
    fits(await get(`${id}/apps`), 200, 'ListApps');
    fits(await get(`${id}/products?limit=3`), 200, 'ListProducts');
    fits(await get(`${id}/products?expand=items.app`), 200, 'ListProducts');
    fits(await get(`${id}/metrics/overview?currency=EUR`), 200, 'OverviewMetrics');
    const web = { name: 'Web', stores: ['rc_billing', 'stripe'] };
    const { id: webId } = (await rc.control('POST', '/projects', web)).body;
    const webKey = (await rc.control('POST', '/api-keys', { project_id: webId })).body.key;
    fits(await get(`${webId}/apps`, webKey), 200, 'ListApps');
  });

  it('describes our charts in every shape, and their options', async () => {
    const range = 'start_date=2026-08-01&end_date=2026-10-31&resolution=2';
    for (const name of charts.keys()) {
      const options = await get(`${id}/charts/${name}/options`);
      fits(options, 200, 'ChartOptions');
      const segments = options.body.segments.slice(0, 1).map((segment) => `&segment=${segment.id}`);
      for (const shape of ['', '&realtime=false', '&aggregate=average,total', ...segments]) {
        fits(await get(`${id}/charts/${name}?${range}${shape}`), 200, 'ChartData');
      }
    }
  });

  it('names the same charts as we draw', () => {
    const { paths } = parse(readFileSync(DESCRIPTION, 'utf8')) as { paths: Record<string, ChartPath> };
    const { parameters } = paths['/projects/{project_id}/charts/{chart_name}']?.get ?? assert.fail();
    const named = parameters.find(({ name }) => name === 'chart_name')?.schema.enum;
    assert.deepEqual([...charts.keys()].sort(), [...(named ?? [])].sort());
  });

  it('describes our webhook integrations', async () => {
    const path = `/v2/projects/${id}/integrations/webhooks`;
    const fields = { name: 'Metrics', url: 'https://hooks.example/rc', event_types: ['renewal'] };
    const created = await rc.restJson('POST', path, key, fields);
    fits(created, 201, 'WebhookIntegration');
    const one = `${path}/${created.body.id}`;
    fits(await rc.rest(one, key), 200, 'WebhookIntegration');
    fits(await rc.restJson('POST', one, key, { app_id: null }), 200, 'WebhookIntegration');
    fits(await rc.rest(path, key), 200, 'ListWebhookIntegrations');
    fits(await rc.rest(one, key, { method: 'DELETE' }), 200, 'DeletedObject');
  });

  it('describes our errors', async () => {
    fits(await get(`${id}/charts/none`), 400, 'Error');
    fits(await get('', 'sk_made_up'), 401, 'Error');
    fits(await get(`${id}/apps`, DEMO_API_KEY), 403, 'Error');
    fits(await get('proj_none/apps'), 404, 'Error');
    fits(await rc.rest('/v2/nothing', key), 404, 'Error');
    await rc.control('PATCH', '/settings', { limits: { charts_metrics: 0 } });
    fits(await get(`${id}/charts/mrr`), 429, 'Error');
    await rc.control('POST', '/faults', { endpoint: 'apps', kind: 'error', status: 500 });
    fits(await get(`${id}/apps`), 500, 'Error');
  });
});

interface ChartPath {
  get: { parameters: { name: string; schema: { enum?: string[] } }[] };
}

function compile(text: string): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true });
  (addFormats as unknown as (target: Ajv) => void)(ajv);
  return ajv.addSchema(relaxed(parse(text)) as object, 'api');
}

/** OpenAPI 3.0 as JSON Schema: `nullable` spelled out, extra fields allowed. */
function relaxed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(relaxed);
  if (typeof node !== 'object' || node === null) return node;
  const { additionalProperties, nullable, ...rest } = node as Record<string, unknown>;
  const schema = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, relaxed(value)]));
  if (additionalProperties !== undefined && additionalProperties !== false) {
    schema['additionalProperties'] = relaxed(additionalProperties);
  }
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}
