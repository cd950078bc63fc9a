// The Dockerfile, without a container engine: what can be known of it here.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { binary, long, root, temporaryFolder } from './support/server.mjs';

const read = (name) => fs.readFileSync(path.join(root, name), 'utf8');

/** Instructions as `{stage, word, rest}`; continued lines are one. */
function instructions() {
  let stage = 0;
  return read('Dockerfile').replace(/\\\n\s*/g, '').split('\n')
    .filter((line) => /^[A-Z]/.test(line)).map((line) => {
      const [, word, rest] = /^(\S+)\s+(.*)$/.exec(line);
      if (word === 'FROM') ++stage;
      return { stage, word, rest };
    });
}

/** What a build may copy: the files under version control that are not ignored. */
function context() {
  const matches = read('.dockerignore').trim().split('\n').map((line) => {
    const pattern = line.replace(/[.+^$()|[\]{}]/g, '\\$&')
      .replace(/\*\*\//g, '\u0000').replace(/\*/g, '[^/]*').replace(/\u0000/g, '(.*/)?');
    return new RegExp(`^${pattern}(/|$)`);
  });
  return execFileSync('git', ['-C', root, 'ls-files'], { encoding: 'utf8' })
    .trim().split('\n').filter((name) => !matches.some((each) => each.test(name)));
}

/** Installed packages and what they need, over all steps. */
function withNeeds(names) {
  const needs = new Map();
  const told = execFileSync('dpkg-query',
    ['-W', '-f', '${Package}\\t${Pre-Depends}, ${Depends}\\n'], { encoding: 'utf8' });
  for (const line of told.trim().split('\n')) {
    const [name, all] = line.split('\t');
    needs.set(name, all.split(/[,|]/).map((each) => each.trim().split(/[ :]/)[0]));
  }
  const found = new Set();
  const visit = (name) => {
    if (found.has(name) || !needs.has(name)) return;
    found.add(name);
    needs.get(name).forEach(visit);
  };
  names.forEach(visit);
  return found;
}

/** The shared libraries that a program loads, each with its package. */
function librariesOf(program) {
  const files = [...execFileSync('ldd', [program], { encoding: 'utf8' })
    .matchAll(/=> (\/\S+)/g)].map(([, file]) => file);
  // The list of files knows each by one of the names of its folder.
  const names = (file) => [file, `/usr${file}`, file.replace(/^\/usr/, '')];
  const { stdout } = spawnSync('dpkg-query', ['-S', ...files.flatMap(names)], { encoding: 'utf8' });
  const owners = new Map([...stdout.matchAll(/^([^:,]+).*: (\/\S+)$/gm)]
    .map(([, owner, file]) => [file, owner]));
  return files.map((file) =>
    ({ file, owner: names(file).map((name) => owners.get(name)).find(Boolean) }));
}

const listed = (purpose) => read('scripts/packages').split('\n')
  .filter((line) => line.startsWith(`${purpose} `)).map((line) => line.split(' ')[1]);

const onDebian = fs.existsSync('/var/lib/dpkg/status');

for (const program of [binary, `${binary}-image`]) {
  test(`image: its packages have all libraries of ${path.basename(program)}`,
    { skip: !onDebian && 'needs dpkg' }, () => {
      const there = withNeeds(listed('run'));
      const libraries = librariesOf(program);
      assert.ok(libraries.length > 5);
      assert.deepEqual(libraries.filter(({ owner }) => !there.has(owner)), []);
    });
}

test('image: what is copied is in the context', () => {
  const files = context();
  const sources = instructions()
    .filter(({ word, rest }) => word === 'COPY' && !rest.startsWith('--from'))
    .flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1));
  assert.ok(sources.length > 3);
  for (const source of sources.filter((each) => each !== '.'))
    assert.ok(files.includes(source), source);
});

// Packages are there already; the second stage changes users and folders.
test('image: the commands of its first stage work one by one',
  { skip: !long && 'PARLEY_LONG=1' }, () => {
    const folder = temporaryFolder();
    for (const name of context()) {
      fs.mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
      fs.copyFileSync(path.join(root, name), path.join(folder, name));
    }
    const commands = instructions()
      .filter(({ stage, word }) => stage === 1 && word === 'RUN')
      .map(({ rest }) => rest).filter((rest) => !rest.includes('apt-get'));
    assert.ok(commands.length >= 4);
    for (const command of commands)
      execFileSync('sh', ['-c', command],
        { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], timeout: 25 * 60_000 });

    const taken = instructions()
      .filter(({ word, rest }) => word === 'COPY' && rest.startsWith('--from'))
      .flatMap(({ rest }) => rest.split(/\s+/).slice(1, -1));
    assert.ok(taken.length > 0);
    for (const file of taken)
      assert.ok(fs.existsSync(path.join(folder, path.relative('/src', file))), file);
    const version = execFileSync(path.join(folder, 'build/release/parley'), ['--version'],
      { encoding: 'utf8' });
    assert.match(version, /^parley \d/);
  });
