/* The count on a phone: the steps in the order of the page, each open only when those before are entered; papers go to the
   outbox, and from there to the office whenever there is a line, each once, however often it is sent. Nothing is computed. */
"use strict";
(async () => {
  const root = document.getElementById("station");
  if (!root || !window.indexedDB || !window.isSecureContext) return;
  const about = JSON.parse(root.dataset.told), { say } = about;
  const station = `${about.election} ${about.station}`;  // what is kept is of this election alone
  const sections = [...root.querySelectorAll("details[data-part]")], line = document.getElementById("line");
  const drafts = new Map((await Store.all("drafts", station)).map((one) => [one.part, one]));
  const outbox = new Map((await Store.all("outbox", station)).map((one) => [one.contest, one]));
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  /* ---- what is open ---- */
  const entered = (part) => Boolean(drafts.get(part)?.entered);
  const typed = (name) => [...drafts.values()].filter((one) => one.entered).map((one) => one.figures[name]).find((one) => one !== undefined);
  const requests = (box) => typed(`${about.box.requests}.${box}`);
  const parts = () => sections.filter((one) => one.dataset.each !== "mobile box" || (requests(one.dataset.of) ?? null) !== null);
  const open = () => {
    const waiting = parts().filter((one) => !entered(one.dataset.part));
    const now = waiting.filter((one) => one.dataset.step === waiting[0].dataset.step);
    return waiting.length && "oneByOne" in waiting[0].dataset ? now.slice(0, 1) : now;
  };
  /* What is to be entered once more when a part is: all of later steps; of its own where they go one by one. */
  const later = (section) => {
    const all = parts(), { step } = section.dataset;
    return all.slice(all.indexOf(section) + 1).filter((one) => entered(one.dataset.part) && (one.dataset.step !== step || "oneByOne" in one.dataset));
  };
  const title = (section) => section.querySelector("summary").firstChild.textContent.trim();

  /* Ballots of mobile boxes that are invalid: of the whole box, or of the contest concerned, as the edition has it. */
  const struck = () => {
    const found = [];
    for (const section of parts().filter((one) => one.dataset.each === "mobile box" && entered(one.dataset.part))) {
      const box = section.dataset.of, start = `${about.box.ballots}.${box}/`;
      const told = Object.entries(drafts.get(section.dataset.part).figures).filter(([name, number]) => name.startsWith(start) && number !== null);
      const over = told.filter(([, number]) => number > requests(box));
      const of = over.length && about.box.over === "whole box" ? told : over;
      found.push(...of.map(([name, number]) => ({ box, contest: name.slice(start.length), number })));
    }
    return found;
  };

  /* ---- what is shown ---- */
  const show = () => {
    const now = open(), known = parts(), invalid = struck();
    for (const section of sections) {
      const { part, of } = section.dataset, draft = drafts.get(part);
      const state = entered(part) ? "entered" : now.includes(section) ? (draft ? "again" : "open") : "waits";
      section.hidden = !known.includes(section);
      section.querySelector(".state").textContent = say[state];
      section.querySelector("fieldset").disabled = state === "waits";
      const back = section.querySelector("[data-back]"), again = entered(part) ? later(section) : [];
      back.hidden = !again.length;
      back.querySelector("ul").replaceChildren(...again.map((one) => Object.assign(document.createElement("li"), { textContent: title(one) })));
      const box = section.querySelector("[data-struck]");
      if (box) box.hidden = !invalid.some((one) => one.box === of);
      const here = section.querySelector("[data-here]"), mine = section.querySelector(`[data-line=${about.box.counted_in}]`) ? invalid.filter((one) => one.contest === of) : [];
      here.hidden = !mine.length;
      here.replaceChildren(...mine.map((one) => Object.assign(document.createElement("p"), { textContent: fill(say.struck, one) })));
    }
    for (const paper of about.papers) tell(paper);
    document.getElementById("send").disabled = now.length > 0 || outbox.size === about.papers.length;
    document.getElementById("file").disabled = !outbox.size;
  };
  const tell = async (paper) => {
    const row = root.querySelector(`[data-paper="${CSS.escape(paper.contest)}"]`), item = outbox.get(paper.contest);
    row.querySelector("[data-state]").textContent = item ? say[item.state] : "";
    row.querySelector("[data-said]").textContent = item?.said ?? "";
    const photo = item?.photos.at(-1);
    row.querySelector("[data-photo]").hidden = !item;
    row.querySelector("[data-photo-said]").textContent = photo ? (photo.said || say[`photo ${photo.state}`]) : "";
    const code = row.querySelector("[data-code]");
    if (!item || !code.hidden) return;
    code.hidden = false;
    const text = await Written.code(about, paper, item);
    code.querySelector("textarea").value = text;
    code.querySelector("[data-qr]").replaceChildren(qrPicture(text));
  };

  /* What was typed of a paper so far, by field; with a draft that is looked at before it is kept. */
  const flat = (paper, draft) => {
    const told = {};
    for (const one of [...drafts.values()].filter((other) => other.part !== draft?.part).concat(draft ?? [])) {
      const section = sections.find((other) => other.dataset.part === one.part);
      const of = section.dataset.each === "contest" ? section.dataset.of : "station";
      if (one.entered && of === paper.contest) Object.assign(told, one.figures);
    }
    return Object.fromEntries(paper.fields.map(({ name }) => [name, told[name] ?? null]));
  };
  /* What a part does not hold, as the office would find it. */
  const findings = (section, draft) => {
    const contest = section.dataset.each === "contest" ? section.dataset.of : "station";
    const papers = Object.fromEntries(about.papers.map((paper) => [paper.contest, Written.nested(paper.fields, flat(paper, draft))]));
    const own = new Set([...section.querySelectorAll("input[data-line]")].map((one) => one.dataset.line));
    const here = (cell) => cell === null || section.dataset.each !== "mobile box" || cell.split("/")[0] === section.dataset.of;
    const found = Checks.findings(about.papers.find((paper) => paper.contest === contest).checks, contest, papers)
      .filter((one) => here(one.cell) && one.lines.some((line) => own.has(line.split(".").at(-1))));
    const invalid = struck().filter((one) => one.contest === contest).reduce((all, one) => all + one.number, 0), line = about.box.counted_in;
    const stands = own.has(line) ? papers[contest][line] : null;
    if (stands !== null && stands < invalid) found.push({ code: "F", text: fill(say["struck left out"], { number: invalid, line }) });
    return found;
  };

  /* ---- a step ---- */
  const figures = (section) => Object.fromEntries([...section.querySelectorAll("input[data-line]")].map((one) => [one.name, one.value === "" ? null : Number(one.value)]));
  const enter = async (section) => {
    const { part } = section.dataset, fault = section.querySelector("[data-fault]");
    const inputs = [...section.querySelectorAll("input[data-line]")];
    const wrong = inputs.find((one) => !/^[0-9]{0,7}$/.test(one.value));
    const empty = inputs.filter((one) => one.value === "" && !("table" in one.dataset)).map((one) => one.dataset.line);
    if (wrong) { fault.textContent = say.digits; wrong.focus(); return; }
    const draft = { station, part, figures: figures(section), entered: true }, found = findings(section, draft);
    const told = [...empty.length ? [`${say.empty} ${[...new Set(empty)].join(" ")}`] : [], ...found.map((one) => `${one.code} ${one.text}`)];
    const looked = told.join("\n");
    if (told.length && section.dataset.looked !== looked) { fault.textContent = `${looked}\n${say.look}`; section.dataset.looked = looked; return; }
    fault.textContent = "";
    for (const one of entered(part) ? later(section) : []) {
      const old = drafts.get(one.dataset.part);
      old.entered = false;
      await Store.put("drafts", old);
    }
    await Store.put("drafts", draft);
    drafts.set(part, draft);
    show();
    section.open = false;
    const next = open()[0];
    if (next) { next.open = true; next.querySelector("input, button").focus(); }
  };
  for (const section of sections) {
    for (const one of section.querySelectorAll("input[data-line]")) {
      one.value = drafts.get(section.dataset.part)?.figures[one.name] ?? "";
      one.addEventListener("input", () => { one.value = one.value.replace(/[^0-9]/g, ""); });
    }
    section.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); enter(section); });
  }

  /* ---- the outbox ---- */
  const keep = async (item) => { await Store.put("outbox", item); outbox.set(item.contest, item); };
  const put = async () => {
    for (const paper of about.papers.filter((one) => !outbox.has(one.contest))) {
      await keep({ station, contest: paper.contest, version: paper.version, key: crypto.randomUUID(), figures: flat(paper), made: new Date().toISOString(), state: "phone", photos: [] });
    }
    show();
    await send();
  };
  const asked = (address, options) => fetch(address, { credentials: "same-origin", cache: "no-store", redirect: "manual", ...options });
  const sendItem = async (item, token) => {
    if (item.state === "accepted" || item.state === "otherwise") return;
    item.state = "sent";  // before it goes: whether it has come is not known until it is answered
    await keep(item);
    const answer = await asked(about.addresses.outbox, {
      method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ key: item.key, contest: item.contest, version: item.version, figures: item.figures }),
    });
    const told = await answer.json();
    item.state = told.state;
    item.said = told.receipt?.say ?? told.say;
    await keep(item);
  };
  const sendPhotos = async (item, token) => {
    for (const photo of item.photos.filter((one) => one.state !== "accepted")) {
      const form = new FormData();
      form.append("scan", photo.file, photo.name);
      form.append("version", item.version);
      const answer = await asked(about.addresses.photo.replace("CONTEST", encodeURIComponent(item.contest)), { method: "POST", headers: { "X-CSRFToken": token }, body: form });
      const told = await answer.json();
      Object.assign(photo, { state: told.state, said: told.say });
      await keep(item);
    }
  };
  const over = (item) => ["accepted", "otherwise"].includes(item.state) && item.photos.every((one) => one.state === "accepted");
  const send = () => navigator.locks.request(`station ${station}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return;  // another window of this browser is sending
    try {
      const answer = await asked(about.addresses.line);
      if (!answer.ok) { line.textContent = say[answer.type === "opaqueredirect" || answer.status === 403 ? "sign in" : "no line"]; return; }
      const told = await answer.json();
      line.textContent = say.line;
      keyIs(told.keys);
      for (const [contest, item] of outbox) {  // a paper that was sent back, or is counted anew, is due once more
        const now = told.papers[contest];
        if (item.state !== "accepted" || (now.version === item.version && now.state !== "sent back")) continue;
        await Store.drop("outbox", [station, contest]);
        outbox.delete(contest);
      }
      for (const item of outbox.values()) {
        await sendItem(item, told.token);
        show();
        await sendPhotos(item, told.token);
        show();
      }
      if (outbox.size === about.papers.length && [...outbox.values()].every(over)) for (const part of drafts.keys()) await Store.drop("drafts", [station, part]);
    } catch { line.textContent = say["no line"]; }
    show();
  });
  document.getElementById("send").addEventListener("click", put);
  document.getElementById("again").addEventListener("click", send);
  window.addEventListener("online", send);
  setInterval(() => { if (document.visibilityState === "visible" && [...outbox.values()].some((one) => !over(one))) send(); }, 30000);

  for (const paper of about.papers) {
    const field = document.getElementById(`photo ${paper.contest}`);
    field.addEventListener("change", async () => {
      const [file] = field.files;
      if (!file) return;
      const item = outbox.get(paper.contest);
      item.photos.push({ file, name: /\.png$/i.test(file.name) ? "photo.png" : "photo.jpg", state: "phone" });
      await keep(item);
      show();
      send();
    });
  }

  /* ---- a stick ---- */
  let [key] = await Store.all("keys", station);
  const keyIs = (registered) => {
    const known = Boolean(key && registered.includes(key.public));
    document.querySelector("#key [data-state]").textContent = say[known ? "key known" : "key new"];
  };
  try {
    if (!key) { key = await Written.made(station); await Store.put("keys", key); }
    document.querySelector("#key [name=public]").value = key.public;
  } catch { document.getElementById("key").hidden = true; }  // a browser without Ed25519 signs nothing
  document.getElementById("file").addEventListener("click", async () => {
    const lines = [];
    for (const paper of about.papers) if (outbox.has(paper.contest)) lines.push(await Written.packaged(key, about, paper, outbox.get(paper.contest)));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${lines.join("\n")}\n`], { type: "text/plain" }));
    link.download = `${about.station}.txt`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  });

  /* ---- kept by the browser ---- */
  if (navigator.serviceWorker) {
    navigator.serviceWorker.register(about.addresses.worker, { scope: about.addresses.scope }).catch(() => {});
    navigator.serviceWorker.ready.then(() => { document.getElementById("kept").hidden = false; });
    navigator.storage?.persist?.();
  }
  root.hidden = false;
  show();
  const first = open()[0];
  if (first) first.open = true;
  send();
})();
