// What a reader may like to have, and nothing that a page depends on: word of new results, tables in another order, and a
// switch between picture and table. It keeps nothing and sends nothing; one tiny file is asked whether there is something new.
(() => {
  const { latest, news, show, table } = document.body.dataset, language = document.documentElement.lang;
  const made = (tag, told, what = {}) => Object.assign(document.createElement(tag), { textContent: told, ...what });

  // ---- new results: the reader decides when to see them ----
  let seen = null, wait = 60;
  const ask = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch(latest, { cache: "no-cache" });
        if (!answer.ok) throw new Error(answer.status);
        const { snapshot } = await answer.json();
        if (seen !== null && snapshot > seen) tell();
        else seen = snapshot;
        wait = 60;
      } catch { wait = Math.min(wait * 2, 900); }
    }
    setTimeout(ask, wait * 1000 * (0.8 + Math.random() * 0.4));
  };
  const tell = () => {
    if (document.querySelector(".news")) return;
    const bar = made("p", news + " ", { className: "news", role: "status" });
    const link = made("a", show, { href: location.href });
    link.addEventListener("click", (event) => { event.preventDefault(); location.reload(); });
    bar.append(link);
    document.body.append(bar);
  };
  if (location.protocol.startsWith("http")) ask();

  // ---- order: numbers by their value as this language writes them, words by the alphabet; sums stay where they are ----
  const english = language === "en";
  const number = english ? /\d[\d,]*(?:\.\d+)?/g : /\d[\d\u00a0\u202f]*(?:,\d+)?/g;
  const plain = english ? (told) => told.replaceAll(",", "") : (told) => told.replace(/[\u00a0\u202f]/g, "").replace(",", ".");
  const value = (told) => {
    const [first, second] = (told.match(number) ?? []).map((found) => Number(plain(found)));
    if (first === undefined) return null;  // what is not known is no number, and last in every order
    if (second !== undefined && !/\d\s*–\s*\d/.test(told)) return Math.min(first, second) / (Math.max(first, second) || 1);
    return /^\s*[-−]/.test(told) ? -first : first;  // 3 of 4, in whatever order, is a share; 3–4 begins at 3
  };
  const collator = new Intl.Collator([language, "ru"], { numeric: true });
  const own = { ә: "а", ғ: "г", қ: "к", ң: "н", ө: "о", ұ: "у", ү: "у\uffff", һ: "х", і: "ы" };  // each after its neighbour
  const known = language !== "kk" || Intl.Collator.supportedLocalesOf("kk").length;
  const word = known ? (told) => told : (told) => told.toLowerCase().replace(/[әғқңөұүһі]/g, (one) => own[one] + "\uffff");
  const between = {
    number: (one, other) => (one === null) - (other === null) || one - other,
    word: (one, other) => (one === "") - (other === "") || collator.compare(one, other),
  };
  const sorted = (rows, column, kind, falling) => {
    const key = kind === "number" ? value : (told) => word(told.trim().replace(/^–$/, ""));
    const keyed = rows.map((row) => [key(row.cells[column].textContent), row]);
    const blank = ([found]) => found === null || found === "";
    keyed.sort(([one], [other]) => between[kind](one, other));
    if (falling) keyed.reverse();
    return [...keyed.filter((one) => !blank(one)), ...keyed.filter(blank)].map(([, row]) => row);
  };
  for (const region of document.querySelectorAll('.wide[id]:not([id^="t-figures"], [id^="t-lines"], [id^="t-sums"])')) {
    const [body] = region.querySelector("table").tBodies, heads = [...region.querySelectorAll("thead th")];
    const rows = [...body.rows], sum = (row) => row.classList.contains("sum");
    const from = rows.findIndex((row) => !sum(row)), next = rows.findIndex((row, at) => at > from && sum(row));
    const to = next < 0 ? rows.length : next;
    if (to - from < 4) continue;
    heads.forEach((head, column) => {
      const kind = head.classList.contains("n") ? "number" : "word";
      const orders = kind === "number" ? ["descending", "ascending"] : ["ascending", "descending"];
      const button = made("button", "", { type: "button" });
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const order = [...orders, null][orders.indexOf(head.ariaSort) + 1];
        for (const one of heads) one.removeAttribute("aria-sort");
        if (order) head.setAttribute("aria-sort", order);
        const middle = rows.slice(from, to);
        const shown = order ? sorted(middle, column, kind, order === "descending") : middle;
        body.append(...rows.slice(0, from), ...shown, ...rows.slice(to));
      });
    });
  }

  // ---- picture or table ----
  for (const views of document.querySelectorAll(".views")) {
    const folds = [...views.querySelectorAll("details")], group = made("div", "", { className: "switch" });
    const below = document.getElementById(views.dataset.table);
    const buttons = [...folds.map((fold) => fold.firstElementChild.textContent), table].map((told, at) => {
      const button = made("button", told, { type: "button" });
      button.addEventListener("click", () => {
        folds.forEach((fold, other) => { fold.open = other === at; });
        if (!folds[at]) { below.scrollIntoView({ block: "nearest" }); below.focus({ preventScroll: true }); }
      });
      return button;
    });
    const press = () => buttons.forEach((button, at) => {
      button.ariaPressed = String(at < folds.length ? folds[at].open : folds.every((fold) => !fold.open));
    });
    folds.forEach((fold) => fold.addEventListener("toggle", press));
    press();
    group.setAttribute("role", "group");
    group.append(...buttons);
    views.prepend(group);
    views.classList.add("switched");
  }
})();
