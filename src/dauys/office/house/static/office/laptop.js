/* The list of voters on the station's laptop, with a line or without. On the disk everything is closed by the passphrase; names
   are in the memory of this page alone, while the list is open. Marks are a set as long as the list: no moment and no order. */
"use strict";
(async () => {
  const root = document.getElementById("laptop");
  if (!root) return;
  const at = (name) => document.getElementById(name);
  if (!window.isSecureContext || !window.Worker || !navigator.storage?.getDirectory || !crypto.subtle) { at("cannot").hidden = false; return; }
  const about = JSON.parse(root.dataset.told), { say, NOT, AWAY } = about, kinds = about.contests.length;
  const name = encodeURIComponent(`list ${about.election} ${about.station}`), IDLE = 30 * 60 * 1000;
  const SENT = "s", FIRST = 5, NONCE = 12, TAG = 16;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, one) => values[one]);
  const bytes = (text) => new TextEncoder().encode(text), text = (data) => new TextDecoder().decode(data);
  const unbase = (told) => Uint8Array.from(atob(told), (one) => one.charCodeAt(0));

  /* ---- the file: whether it was ever opened, how long the envelope is, the envelope, and the marks twice ---- */
  const worker = new Worker(about.addresses.store);
  let last = Promise.resolve();
  const store = (deed, ...told) => (last = last.catch(() => {}).then(() => new Promise((done, fail) => {
    worker.onmessage = ({ data }) => ("fault" in data ? fail(new Error(data.fault)) : done(data.answer));
    worker.onerror = fail;
    worker.postMessage([deed, ...told]);
  })));
  const joined = (...parts) => new Uint8Array(parts.flatMap((one) => [...one]));
  let data = null, envelope = null;  // the file as it was read, and what stands in it
  const read = async () => {
    data = await store("open", name);
    const long = data?.length > FIRST ? new DataView(data.buffer).getUint32(1) : 0;
    envelope = long ? JSON.parse(text(data.subarray(FIRST, FIRST + long))) : null;
    if (envelope) Object.assign(envelope, { used: data[0] === 1, start: FIRST + long, size: NONCE + 1 + envelope.letters + TAG });
  };

  /* ---- the passphrase ---- */
  const derived = async (from, phrase) => crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt: unbase(from.salt), iterations: from.rounds },
    await crypto.subtle.importKey("raw", bytes(phrase.replace(/\D/g, "")), "PBKDF2", false, ["deriveKey"]),
    { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const bound = (from, what, iv) => ({ name: "AES-GCM", iv, additionalData: bytes(`${what} ${from.key}`) });
  const opened = (from, key, what, iv, closed) => crypto.subtle.decrypt(bound(from, what, iv), key, closed).then(text);
  const closed = async (from, key, marks) => {
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
    return joined(nonce, new Uint8Array(await crypto.subtle.encrypt(bound(from, "marks", nonce), key, bytes(marks))));
  };
  const listOf = async (from, key) => JSON.parse(await opened(from, key, "list", unbase(from.nonce), unbase(from.data)));

  /* A list that has just come: looked whether it opens, kept closed, and the passphrase forgotten. */
  const keep = async (told, phrase) => {
    const from = JSON.parse(told), key = await derived(from, phrase), length = new Uint8Array(4);
    await listOf(from, key);
    new DataView(length.buffer).setUint32(0, bytes(told).length);
    const blank = NOT.repeat(1 + from.letters);
    await store("make", name, joined([0], length, bytes(told), await closed(from, key, blank), await closed(from, key, blank)));
    await read();
  };

  /* ---- what is shown ---- */
  const show = (when) => {
    for (const one of root.querySelectorAll("[data-when]")) one.hidden = !one.dataset.when.split(" ").includes(when);
  };
  const tell = (where, words) => { at(where).textContent = words; };
  const now = () => !envelope ? "none" : key ? "open" : envelope.used ? "locked" : "new";

  /* ---- the list, while it is open ---- */
  let key = null, list = null, marks = "", newest = 0, idle = null;
  const filled = (told) => [...told].filter((one) => one !== NOT).length;
  const open = async (phrase) => {
    const made = await derived(envelope, phrase);
    let found;
    try { found = await listOf(envelope, made); } catch { return say.wrong; }
    const there = [];
    for (const slot of [0, 1]) {
      const from = envelope.start + slot * envelope.size, part = data.subarray(from, from + envelope.size);
      try { there.push([await opened(envelope, made, "marks", part.subarray(0, NONCE), part.subarray(NONCE)), slot]); } catch { /* the other one */ }
    }
    if (!there.length) return say.spoilt;
    [[marks, newest]] = there.sort(([one], [other]) => filled(other) - filled(one));  // marks only grow: the fuller is the newer
    await store("write", 0, new Uint8Array([1]));
    envelope.used = true;
    [key, list] = [made, found];
    at("member").replaceChildren(at("member").options[0], ...Object.entries(list.members).map(([letter, who]) => new Option(who, letter)));
    show("open");
    counts();
    stay();
    at("asked").focus();
    return "";
  };
  const lock = () => {
    [key, list, marks] = [null, null, ""];
    clearTimeout(idle);
    at("found").replaceChildren();
    for (const one of ["said", "fault"]) tell(one, "");
    for (const one of ["asked", "passphrase"]) at(one).value = "";
    at("member").replaceChildren(at("member").options[0]);
    show("");
    if (envelope) read().catch(() => {}).finally(() => show(now()));
  };
  const stay = () => { clearTimeout(idle); if (key) idle = setTimeout(lock, IDLE); };
  const write = async (told, slots = [1 - newest]) => {
    for (const slot of slots) await store("write", envelope.start + slot * envelope.size, await closed(envelope, key, told));
    [marks, newest] = [told, slots.at(-1)];
  };
  const place = (one) => 1 + (one.place - 1) * kinds;
  const ballots = (one) => [...one.ballots].map((there, number) => (there === NOT ? marks[place(one) + number] : there));
  const counts = () => {
    const received = list.people.filter((one) => ballots(one).some((letter) => letter !== NOT)).length;
    tell("counts", fill(say.counts, { received, number: list.people.length }));
    tell("state", marks[0] === SENT ? say.sent : say.here);
  };

  const find = (asked) => {
    const words = asked.split(/\s+/).filter(Boolean).join(" ").toLowerCase();
    if (!words) return [];
    if (/^\d+$/.test(words)) return list.people.filter((one) => (words.length < 5 ? one.place === Number(words) : one.iin === words));
    return list.people.filter((one) => one.name.toLowerCase().startsWith(words)).slice(0, 12);
  };
  const contestsOf = (form) => [...form.querySelectorAll("[name=contest]")];
  const shown = (one) => {
    const section = at("voter").content.cloneNode(true).firstElementChild, form = section.querySelector("form"), there = ballots(one);
    const head = section.querySelector("h3"), states = section.querySelectorAll("[data-marks] .state");
    head.textContent = `${one.place}. ${one.name}`;
    head.id = `v${one.place}`;
    section.setAttribute("aria-labelledby", head.id);
    section.querySelector("[data-who]").textContent = `${one.year} · ${one.iin} · ${one.address}`;
    states[0].textContent = one.way === AWAY ? say.away : one.way === NOT ? "" : fill(say["at home"], { box: one.way });
    states[1].textContent = there.includes(NOT) ? "" : say.already;
    for (const [number, box] of contestsOf(form).entries()) {
      box.disabled = there[number] !== NOT;
      box.checked = !box.disabled && !one.added;
      box.parentNode.querySelector(".state").textContent = box.disabled ? say["was issued"] : "";
    }
    section.querySelector("[data-outside]").hidden = one.way === NOT || one.way === AWAY;
    form.elements.outside.checked = one.way !== NOT;
    form.hidden = one.way === AWAY || !there.includes(NOT) || marks[0] === SENT;
    form.addEventListener("submit", (event) => { event.preventDefault(); issue(one, form).catch(() => tell("fault", say.spoilt)); });
    return section;
  };
  let busy = false;
  const issue = async (one, form) => {
    const member = at("member").value, wanted = contestsOf(form).filter((box) => box.checked && !box.disabled).map((box) => Number(box.value));
    const outside = form.elements.outside.checked && one.way !== NOT, there = ballots(one);
    tell("said", "");
    if (!member) { tell("fault", say["no member"]); at("member").focus(); return; }
    if (!wanted.length) { tell("fault", say["no ballot"]); return; }
    if (busy || !key || marks[0] === SENT || one.way === AWAY || wanted.some((number) => there[number] !== NOT)) { tell("fault", say.already); return; }
    busy = true;
    try {
      const letters = [...marks];
      for (const number of wanted) letters[place(one) + number] = outside ? member.toUpperCase() : member;
      await write(letters.join(""));
    } finally { busy = false; }
    tell("fault", "");
    tell("said", say.issued);
    counts();
    at("found").replaceChildren();
    at("asked").value = "";
    at("asked").focus();
  };

  /* ---- the line, and handing in ---- */
  const asked = (address, options) => fetch(address, { credentials: "same-origin", cache: "no-store", redirect: "manual", ...options });
  const erase = async (words) => {
    await store("erase", name);
    localStorage.removeItem(name);
    envelope = data = null;
    lock();
    tell("over", words);
    show("over");
    at("over").focus();
  };
  const line = async () => {
    let told;
    try {
      const answer = await asked(about.addresses.line);
      if (!answer.ok) { tell("line", say[answer.type === "opaqueredirect" || answer.status === 403 ? "sign in" : "no line"]); return null; }
      told = await answer.json();
    } catch { tell("line", say["no line"]); return null; }
    const where = envelope ? told.states[envelope.key] ?? "unknown" : "out";
    tell("line", where === "out" || where === "back" ? say.line : say[where]);
    at("eraser").hidden = !["lost", "closed"].includes(where);
    if (!envelope || (where !== "back" && !told.deleted)) return told;
    if (told.deleted || !key) { await erase(say.erased); return null; }
    return told;  // it was handed in, and the answer lost: it is asked for once more
  };
  const send = async () => {
    const told = await line();
    if (!told || !key || busy) return;
    busy = true;
    tell("fault", "");
    try {
      at("found").replaceChildren();
      if (marks[0] !== SENT) await write(SENT + marks.slice(1));  // before it goes: whether it has come is not known until it is answered
      counts();
      const answer = await asked(about.addresses.in, {
        method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": told.token },
        body: JSON.stringify({ laptop: envelope.key, marks: marks.slice(1) }),
      });
      const { state, contradictions, say: words } = await answer.json();
      if (state === "accepted") {
        const names = new Map(list.people.map((one) => [one.place, one.name]));
        at("contradicts").replaceChildren(...contradictions.map((one) => Object.assign(document.createElement("li"), {
          textContent: `${one.place}. ${names.get(one.place) ?? ""}: ${one.say}` })));
        at("contradicted").hidden = !contradictions.length;
        await erase(say["handed in"]);
        return;
      }
      await write(NOT + marks.slice(1), [1 - newest, newest]);  // nothing was done there: it goes on here
      tell("fault", words);
      counts();
    } catch { tell("line", say["no line"]); }
    finally { busy = false; }
  };

  /* ---- at the screen ---- */
  const onSubmit = (form, deed) => at(form).addEventListener("submit", (event) => { event.preventDefault(); deed(); });
  onSubmit("unlock", async () => {
    tell("fault", "");
    tell("opening", say.opening);
    const wrong = await open(at("passphrase").value);
    tell("opening", "");
    at("passphrase").value = "";
    at("phrase")?.remove();
    if (wrong) { tell("fault", wrong); at("passphrase").focus(); }
    else if (marks[0] === SENT) send();
  });
  onSubmit("search", () => {
    const there = find(at("asked").value);
    tell("said", there.length ? "" : say.nobody);
    tell("fault", "");
    at("found").replaceChildren(...there.map(shown));
    at("found").querySelector("form:not([hidden]) button")?.focus();
  });
  at("close").addEventListener("click", lock);
  at("hand in").addEventListener("click", send);
  at("eraser").firstElementChild.addEventListener("click", () => erase(say.erased));
  for (const one of ["keydown", "pointerdown"]) document.addEventListener(one, stay);
  window.addEventListener("pagehide", () => key && lock());
  window.addEventListener("online", () => (key && marks[0] === SENT ? send() : line()));

  /* ---- the beginning ---- */
  const telephone = matchMedia("(hover: none) and (pointer: coarse)").matches || navigator.userAgentData?.mobile;
  const laptop = localStorage.getItem(name) ?? crypto.randomUUID();
  if (!telephone) localStorage.setItem(name, laptop);  // before it asks for the list: the same laptop may ask again
  for (const one of document.querySelectorAll("input[name=laptop]")) one.value = laptop;
  try {
    await read();
    const told = root.dataset.envelope;
    delete root.dataset.envelope;
    if (told && !envelope?.used) {
      await keep(told, at("phrase").querySelector("code").textContent);
      history.replaceState(null, "", location.href);  // loaded again, the page asks for no second list
    }
  } catch (fault) { tell("fault", fault.message === "NoModificationAllowedError" ? say.elsewhere : say.spoilt); show("elsewhere"); return; }
  if (envelope && navigator.serviceWorker) {
    navigator.serviceWorker.register(about.addresses.worker, { scope: about.addresses.scope }).catch(() => {});
    navigator.serviceWorker.ready.then(() => { at("kept").hidden = false; });
    navigator.storage.persist?.();
  }
  at("telephone").hidden = !telephone;
  show(telephone && !envelope ? "telephone" : now());
  line();
})();
