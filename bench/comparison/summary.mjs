// From many results to the table that people read.

const sorted = (values) => [...values].sort((a, b) => a - b);

export function median(values) {
  const v = sorted(values);
  const middle = v.length >> 1;
  return v.length % 2 ? v[middle] : (v[middle - 1] + v[middle]) / 2;
}

export function best(values, better) {
  return better === 'higher' ? Math.max(...values) : Math.min(...values);
}

/** Every value of a figure over the rounds of one server. */
export function valuesOf(results, figure) {
  return results.flatMap((result) => result.figures[figure]?.runs ?? []);
}

export function readable(value) {
  if (value === undefined) return '-';
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

/** Whom the others are compared with. */
const yardsticks = ['ws', 'socketio'];

/** Rows `{server, best, median, ratios, instructions, also, error}` of one
 * scenario; a ratio is the best against that of a yardstick, above 1 when
 * better. */
export function rowsOf(scenario, outcomes) {
  const figureOf = (name) => name in (scenario.floors ?? {}) && scenario.floorFigure || scenario.figure;
  const bestOf = (name) => {
    const values = valuesOf(outcomes[name]?.results ?? [], figureOf(name));
    return values.length ? best(values, scenario.better) : undefined;
  };
  const bases = yardsticks.filter((name) => name in outcomes);
  const ratioTo = (base, value) => {
    if (base === undefined || value === undefined) return undefined;
    return scenario.better === 'higher' ? value / base : base / value;
  };
  return Object.entries(outcomes).map(([server, { results, errors }]) => {
    const values = valuesOf(results, figureOf(server));
    const top = bestOf(server);
    return {
      server, best: top, median: values.length ? median(values) : undefined,
      ratios: bases.map((base) => ({ base, value: ratioTo(bestOf(base), top) })),
      instructions: instructionsOf(results),
      also: (scenario.also ?? []).map((name) => ({ name,
        value: valuesOf(results, name) })).filter(({ value }) => value.length)
        .map(({ name, value }) => `${name} ${readable(best(value, 'lower'))}`),
      error: errors[0],
    };
  });
}

function instructionsOf(results) {
  for (const name of ['instructions_per_delivery', 'instructions_per_connect']) {
    const values = valuesOf(results, name);
    if (values.length) return median(values);
  }
  return undefined;
}

/** A Markdown table of one scenario. */
export function tableOf(scenario, rows) {
  const bases = rows[0].ratios.map(({ base }) => base);
  const titles = ['best', 'median', ...bases.map((base) => `ratio to ${base}`), 'instructions'];
  const lines = [
    `**${scenario.title}**: ${scenario.unit}`, '',
    `| server | ${titles.join(' | ')} | also |`,
    `|---|${'---:|'.repeat(titles.length)}---|`,
  ];
  for (const row of rows) {
    const remark = row.error ? `failed: ${row.error}` : row.also.join(', ');
    const figures = [row.best, row.median, ...row.ratios.map(({ value }) => value), row.instructions];
    lines.push(`| ${row.server} | ${figures.map(readable).join(' | ')} | ${remark} |`);
  }
  return `${lines.join('\n')}\n`;
}
