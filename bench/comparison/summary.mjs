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

/** Rows `{server, best, median, ratio, also, error}` of one scenario; `ratio`
 * is the best against that of `ws`, above 1 when better. */
export function rowsOf(scenario, outcomes) {
  const figureOf = (name) => name === 'floor' && scenario.floorFigure || scenario.figure;
  const bestOf = (name) => {
    const values = valuesOf(outcomes[name]?.results ?? [], figureOf(name));
    return values.length ? best(values, scenario.better) : undefined;
  };
  const base = bestOf('ws');
  return Object.entries(outcomes).map(([server, { results, errors }]) => {
    const values = valuesOf(results, figureOf(server));
    const top = bestOf(server);
    const ratio = scenario.better === 'higher' ? top / base : base / top;
    return {
      server, best: top, median: values.length ? median(values) : undefined,
      ratio: base && top ? ratio : undefined,
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
  const lines = [
    `**${scenario.title}**: ${scenario.unit}`, '',
    '| server | best | median | ratio to ws | instructions | also |',
    '|---|---:|---:|---:|---:|---|',
  ];
  for (const row of rows) {
    const remark = row.error ? `failed: ${row.error}` : row.also.join(', ');
    lines.push(`| ${row.server} | ${readable(row.best)} | ${readable(row.median)} | `
      + `${readable(row.ratio)} | ${readable(row.instructions)} | ${remark} |`);
  }
  return `${lines.join('\n')}\n`;
}
