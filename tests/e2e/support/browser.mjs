// Pages in a headless Chromium, with a camera and a microphone that are made up.

import fs from 'node:fs';
import http from 'node:http';
import { chromium } from 'playwright-core';

const program = process.env.CHROMIUM ?? '/usr/bin/chromium';

const flags = [
  '--no-sandbox', // the tests may be root
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--allow-loopback-in-peer-connection',
];

/** A browser that ends with the test `t`. */
export async function startBrowser(t) {
  const browser = await chromium.launch({ executablePath: program, args: flags });
  t.after(() => browser.close());
  return browser;
}

/**
 * A place on the network whose pages load `scripts` (files), so that they are
 * of another origin than the server and yet trusted with a camera.
 */
export async function servePage(t, scripts = []) {
  const body = scripts.map((_, i) => `<script src="/${i}.js"></script>`).join('');
  const server = http.createServer((request, response) => {
    const at = /^\/(\d+)\.js$/.exec(request.url);
    response.setHeader('content-type',
      at ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8');
    response.end(at ? fs.readFileSync(scripts[at[1]])
      : `<!doctype html><title>page</title>${body}`);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => { server.closeAllConnections(); server.close(); });
  return `http://127.0.0.1:${server.address().port}/`;
}

/** A page of its own user, whose errors fail what waits for it. */
export async function openPage(browser, url) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(`in the page: ${error.stack}`));
  page.on('console', (line) => {
    if (line.type() === 'error') console.error(`in the page: ${line.text()}`);
  });
  await page.goto(url);
  return page;
}
