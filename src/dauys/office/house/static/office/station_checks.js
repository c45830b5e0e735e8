/* The checks of the forms, asked on the phone: rules over lines as whole weights, so that nothing is rounded. What does not
   hold is shown, and changes nothing. The office asks the same again, and more: it has the last word. */
"use strict";
const Checks = (() => {
  const COMPARE = { "==": (n) => n === 0, "!=": (n) => n !== 0, "<=": (n) => n <= 0, ">=": (n) => n >= 0, "<": (n) => n < 0, ">": (n) => n > 0 };
  const sum = (numbers) => numbers.some((one) => one === null) ? null : numbers.reduce((one, other) => one + other, 0);
  const table = (told) => told !== null && typeof told === "object";
  const one = (figures, code) => { const told = figures[code] ?? null; return table(told) ? sum(Object.values(told)) : told; };

  /* The number that a rule asks for; null where it is not known, and then the rule neither holds nor breaks. */
  const known = (line, here, cell) => {
    const figures = line.form === "station" ? here.papers.station : here.papers[here.contest], told = figures?.[line.code] ?? null;
    if (line.function === "most" || line.function === "least") {
      const numbers = Object.entries(here.papers).filter(([name]) => name !== "station").map(([, of]) => one(of, line.code)).filter((n) => n !== null);
      return numbers.length ? Math[line.function === "most" ? "max" : "min"](...numbers) : null;
    }
    if (!figures) return null;
    if (line.function === "given") return told === null ? 0 : one(figures, line.code);
    if (line.function === "here") {
      if (!table(told)) return null;
      if (!line.boxes) return told[here.contest] ?? null;
      const mine = Object.entries(told).filter(([key]) => key.slice(key.indexOf("/") + 1) === here.contest).map(([, n]) => n);
      return mine.length || !Object.keys(told).length ? sum(mine) : null;
    }
    if (cell === null || line.function === "sum" || !table(told)) return one(figures, line.code);
    return cell in told ? told[cell] : told[cell.split("/")[0]] ?? null;
  };
  const holds = (rule, here, cell) => {
    let total = rule.total;
    for (const line of rule.lines) {
      const number = known(line, here, cell);
      if (number === null) return null;
      total += number * line.weight;
    }
    return COMPARE[rule.sign](total);
  };

  /* What does not hold of one paper: code, words, lines and cell. papers: figures by contest, the station's own among them. */
  const findings = (checks, contest, papers) => checks.flatMap((check) => {
    const here = { contest, papers }, told = check.each ? papers[contest][check.each] : null;
    const cells = check.each ? (table(told) ? Object.keys(told) : []) : [null];
    return cells.filter((cell) => (!check.when || holds(check.when, here, cell) === true) && holds(check.must, here, cell) === false)
      .map((cell) => ({ code: check.code, text: check.text, lines: check.lines, cell }));
  });
  return { findings };
})();
