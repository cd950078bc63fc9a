// Waiting for something, never for a time.

/** `promise`, or a failure that names it when it takes longer than `ms`. */
export function within(ms, promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${what} did not come within ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Resolves once `check` holds; for what the server tells nobody by itself. */
export async function eventually(check, what, ms = 5000) {
  const until = Date.now() + ms;
  for (;;) {
    const found = await check();
    if (found) return found;
    if (Date.now() > until) throw new Error(`${what}: not within ${ms} ms`);
    await new Promise((next) => setTimeout(next, 10));
  }
}

/** Lets a time pass in which something must not happen. */
export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** The p-th quantile of numbers, by the nearest rank. */
export function quantile(numbers, p) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))];
}
