// The packages of these tests must run on Debian 12's own Node, which is 18.19
// since its release 12.5.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';

const oldest = [18, 19, 0];
const read = (name) =>
  JSON.parse(fs.readFileSync(new URL(name, import.meta.url), 'utf8'));

function compare(a, b) {
  for (let i = 0; i < 3; ++i) if (a[i] !== b[i]) return a[i] - b[i];
  return 0;
}

// One comparison of a range: ">=16.3", "^18 ", "18.x", "*".
function admits(text) {
  const parts = /^(>=|<=|>|<|\^|~|=)?\s*v?(\d+|[x*])(?:\.(\d+|[x*]))?(?:\.(\d+|[x*]))?$/
    .exec(text);
  assert.ok(parts, `an engines range that this test cannot read: ${text}`);
  const [, sign, ...numbers] = parts;
  const wanted = numbers.map((x) => (/^\d+$/.test(x ?? '') ? Number(x) : 0));
  if (numbers[0] === '*' || numbers[0] === 'x') return true;
  const order = compare(oldest, wanted);
  switch (sign) {
    case '>=': return order >= 0;
    case '>': return order > 0;
    case '<=': return order <= 0;
    case '<': return order < 0;
    default: return wanted[0] === oldest[0] && order >= 0;
  }
}

function allows(range) {
  return range.split('||').some((part) => {
    const terms = part.trim().replace(/([<>=^~]+)\s+/g, '$1').split(/\s+/);
    return terms.every((term) => term === '' || admits(term));
  });
}

test('a range is read as npm reads it', () => {
  for (const range of ['>=10.0.0', '*', '>= 16 < 21', '^16 || ^18.0.0', '18.x'])
    assert.ok(allows(range), range);
  for (const range of ['>=20', '^20.19.0 || >=22', '>=18.20', '<18', '>16 <17'])
    assert.ok(!allows(range), range);
});

test('every locked package runs on Node 18', () => {
  const { packages } = read('package-lock.json');
  const refused = Object.entries(packages)
    .filter(([, { engines }]) => !allows(engines?.node ?? '*'))
    .map(([name, { engines }]) => `${name} wants ${engines.node}`);
  assert.deepEqual(refused, []);
});

test('the lock file names no place to download from', () => {
  const { packages } = read('package-lock.json');
  for (const [name, { resolved }] of Object.entries(packages))
    assert.equal(resolved, undefined, name);
});
