// The description of the requests: sound, complete, and what bodies are held
// against.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConfig, lintFromString, parseYaml } from '@redocly/openapi-core';
import Ajv from 'ajv';
import { gathering } from './support/people.mjs';
import { resolved, validator } from './support/openapi.mjs';
import { start } from './support/server.mjs';
import { staffed } from './support/staff.mjs';

/** Calls `visit(node, path)` for every node below. */
function walk(node, visit, path = '#') {
  if (node === null || typeof node !== 'object') return;
  visit(node, path);
  for (const [key, each] of Object.entries(node))
    walk(each, visit, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
}

const methods = ['get', 'put', 'post', 'patch', 'delete'];
const operationsOf = (api) => Object.entries(api.paths).flatMap(([path, item]) =>
  methods.filter((method) => item[method])
    .map((method) => ({ path, method, what: item[method] })));

test('the document lints clean', async (t) => {
  const server = await start(t);
  const { text } = await server.api.get('/openapi.json').expect(200);
  const config = await createConfig({ extends: ['recommended'], rules: {
    // A literal wins over a name: /api/users/me is never /api/users/{id}.
    'no-ambiguous-paths': 'off' } });

  const problems = await lintFromString({ source: text, config });

  assert.deepEqual(problems.map(({ ruleId, message, location }) =>
    `${ruleId}: ${message} ${location?.[0]?.pointer}`), []);
});

test('its schemas are draft 7, its references and examples hold', async (t) => {
  const server = await start(t);
  const api = await server.api.get('/openapi.json').body();
  const ajv = validator(api);
  const plain = new Ajv({ strict: false });
  for (const [name, schema] of Object.entries(api.components.schemas))
    assert.ok(plain.validateSchema({
      $schema: 'http://json-schema.org/draft-07/schema#', ...schema }),
    `${name}: ${plain.errorsText()}`);
  let examples = 0;
  walk(api, (node, path) => {
    if (typeof node.$ref === 'string')
      assert.notEqual(resolved(api, node.$ref).at, undefined, node.$ref);
    if (!node.schema || !path.includes('/content/')) return;
    const shown = node.example ??
      Object.values(node.examples ?? {}).map(({ $ref }) =>
        resolved(api, $ref).at.value)[0];
    if (shown === undefined) return;
    ++examples;
    const check = ajv.compile(node.schema.$ref
      ? { $ref: `api${node.schema.$ref}` } : { $ref: `api${path}/schema` });
    assert.ok(check(shown), `${path}: ${JSON.stringify(check.errors)} in ` +
      JSON.stringify(shown));
  });
  assert.ok(examples > 100, `${examples}`);
});

test('each operation has an answer, a refusal, an id of its own', async (t) => {
  const server = await start(t);
  const api = await server.api.get('/openapi.json').body();
  const all = operationsOf(api);
  assert.ok(all.length >= 100, `${all.length}`);
  assert.equal(new Set(all.map(({ what }) => what.operationId)).size, all.length);
  for (const { path, method, what } of all) {
    const of = `${method} ${path}`;
    assert.ok(Object.keys(what.responses).some((x) => x < '300'), of);
    assert.ok(what.responses['500'], of);
    if (what.security.length === 0) continue;
    // Who has no token is told so, before anything else is looked at.
    const answer = await server.api.call(method.toUpperCase(),
      path.replace(/\{[^}]+\}/g, '01890a5d-ac96-774b-bcce-b302099a8057'));
    assert.equal(answer.status, 401, of);
  }
});

/** A value of another type than the schema's. */
const another = (schema) =>
  [].concat(schema.type ?? 'string').includes('string') ? { not: 'text' } : 'x';

test('bodies are held against it, and the member is named', async (t) => {
  const { server, root } = await staffed(t);
  const { people: [ann, bob], group, channelId } = await gathering(server);
  const api = await server.api.get('/openapi.json').body();
  const own = { '{id}': channelId, '{userId}': bob.id, '{code}': 'x' };
  let tried = 0;
  for (const { path, method, what } of operationsOf(api)) {
    const schema = resolved(api, '#/components/schemas/' +
      what.requestBody?.content['application/json']?.schema.$ref
        .split('/').at(-1)).at;
    if (!schema?.properties || path.startsWith('/auth')) continue;
    const places = { ...own };
    if (path.startsWith('/api/groups')) places['{id}'] = group.id;
    if (path === '/api/users/{id}') places['{id}'] = ann.id;
    const target = path.replace(/\{[^}]+\}/g, (name) => places[name]);
    const good = Object.fromEntries(Object.entries(schema.properties)
      .filter(([name]) => schema.required?.includes(name))
      .map(([name, of]) => [name, of.examples?.[0] ?? of.enum?.[0] ??
        (of.$ref ? bob.id : of.type === 'integer' ? 1 : 'text')]));
    const refused = async (body, name) => {
      const { body: why } = await (path.startsWith('/api/admin') ? root : ann).api
        .call(method.toUpperCase(), target, body).expect(400, 'INVALID_REQUEST');
      assert.match(why.message, new RegExp(`\\b${name}\\b`),
        `${method} ${path} ${JSON.stringify(body)}: ${why.message}`);
      ++tried;
    };
    for (const name of schema.required ?? []) {
      await refused({ ...good, [name]: undefined }, name);
      await refused({ ...good, [name]: null }, name);
    }
    for (const [name, of] of Object.entries(schema.properties)) {
      const plain = of.$ref ? resolved(api, of.$ref).at : of;
      await refused({ ...good, [name]: another(plain) }, name);
      if (plain.maxLength < 10_000)
        await refused({ ...good, [name]: 'x'.repeat(plain.maxLength + 1) }, name);
      if (plain.enum) await refused({ ...good, [name]: 'nonsense' }, name);
      if (plain.maximum) await refused({ ...good, [name]: plain.maximum + 1 }, name);
      if (plain.format === 'uuid') await refused({ ...good, [name]: 'x' }, name);
    }
  }
  assert.ok(tried > 100, `${tried}`);
});

test('members that nobody knows, and null, change nothing', async (t) => {
  const server = await start(t);
  const { people: [ann], channelId } = await gathering(server);
  const sent = await ann.api.post(`/api/channels/${channelId}/messages`,
    { content: 'x', unknown: { deep: [1] }, replyTo: null, metadata: null })
    .body(201);
  assert.equal(sent.content, 'x');
});

test('YAML says the same, and the page needs nobody else', async (t) => {
  const server = await start(t);
  const { text: yaml, headers } = await server.api.get('/openapi.yaml').expect(200);
  assert.match(headers['content-type'], /^application\/yaml/);
  assert.deepEqual(parseYaml(yaml), await server.api.get('/openapi.json').body());

  const page = await server.api.get('/docs').expect(200);
  assert.match(page.headers['content-type'], /^text\/html/);
  const policy = page.headers['content-security-policy'];
  assert.match(policy, /script-src 'self'/);
  assert.doesNotMatch(policy, /upgrade-insecure-requests|unsafe-eval/);
  const loaded = [...page.text.matchAll(/(?:src|href)="(\/[^"]+)"/g)]
    .map(([, path]) => path).filter((path) => path.startsWith('/docs/'));
  assert.equal(loaded.length, 3);
  assert.doesNotMatch(page.text, /https?:/);
  for (const path of loaded) {
    const plain = await fetch(server.url + path,
      { headers: { 'accept-encoding': 'identity' } });
    const zipped = await fetch(server.url + path,
      { headers: { 'accept-encoding': 'gzip' } });
    assert.equal(zipped.headers.get('content-encoding'), 'gzip');
    assert.equal(plain.headers.get('content-encoding'), null);
    assert.equal(await plain.text(), await zipped.text());
    const again = await fetch(server.url + path,
      { headers: { 'if-none-match': zipped.headers.get('etag') } });
    assert.equal(again.status, 304);
  }
});
