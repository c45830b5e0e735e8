/* What the browser keeps of a count: drafts, the outbox with its photos, and the key that signs for a stick. No voter's data.
   Everything is written through to the disk before it is called kept. */
"use strict";
const Store = (() => {
  const opened = new Promise((done, fail) => {
    const asked = indexedDB.open("dauys station", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("drafts", { keyPath: ["station", "part"] });
      asked.result.createObjectStore("outbox", { keyPath: ["station", "contest"] });
      asked.result.createObjectStore("keys", { keyPath: "station" });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  const run = async (name, mode, deed) => {
    const base = await opened;
    return new Promise((done, fail) => {
      const turn = base.transaction(name, mode, { durability: "strict" });
      const asked = deed(turn.objectStore(name));
      turn.oncomplete = () => done(asked.result);
      turn.onerror = turn.onabort = () => fail(turn.error);
    });
  };
  return {
    all: async (name, station) => (await run(name, "readonly", (store) => store.getAll())).filter((one) => one.station === station),
    put: (name, one) => run(name, "readwrite", (store) => store.put(one)),
    drop: (name, key) => run(name, "readwrite", (store) => store.delete(key)),
  };
})();

/* Figures and packages in the office's own writing: canonical JSON (RFC 8785) of strings, whole numbers and null. */
const Written = (() => {
  const hex = (bytes) => [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("");
  const bytes = (text) => new TextEncoder().encode(text);
  const base64 = (data) => btoa(String.fromCharCode(...new Uint8Array(data)));
  const canonical = (value) => {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  };
  const sha256 = async (text) => hex(await crypto.subtle.digest("SHA-256", bytes(text)));
  const quoted = (text) => encodeURIComponent(text).replace(/%2F/g, "/").replace(/[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const number = (one) => one === null ? "" : String(one);
  const cell = (told) => told === null || typeof told !== "object" ? number(told)
    : Object.keys(told).sort().map((key) => `${quoted(key)}:${number(told[key])}`).join(",") || ":";

  /* Figures by field as those of the form: a line with several cells is a table of them. */
  const nested = (fields, flat) => {
    const found = {};
    for (const { name, table } of fields) {
      const dot = name.indexOf("."), line = dot < 0 ? name : name.slice(0, dot), value = flat[name] ?? null;
      if (dot < 0) { found[line] = value; continue; }
      found[line] ??= {};
      if (value !== null || !table) found[line][name.slice(dot + 1)] = value;
    }
    return found;
  };
  /* The text of the QR code on a printed protocol (render/paper_qr.py): the same paper, the same code. */
  const code = async (about, paper, item) => {
    const figures = nested(paper.fields, item.figures);
    const lines = Object.keys(figures).sort().map((line) => `${quoted(line)}=${cell(figures[line])}`).join(";");
    return ["dauys1", about.invented ? "INVENTED" : "", ...[about.election, about.station, paper.contest].map(quoted), paper.form,
      item.version, lines, await sha256(canonical(figures))].join("|");
  };
  /* A signed package of one paper (formats/station_package.py): a line of the file on a stick. */
  const packaged = async (key, about, paper, item) => {
    const kind = "dauys station package 1";
    const told = { kind, station: about.station, contest: paper.contest, version: item.version,
      figures: nested(paper.fields, item.figures), "made at": item.made, key: key.public };
    const signature = await crypto.subtle.sign("Ed25519", key.pair.privateKey, bytes(`${kind}\n${canonical(told)}`));
    return canonical({ package: told, signature: base64(signature) });
  };
  const made = async (station) => {
    const pair = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
    return { station, pair, public: hex(await crypto.subtle.exportKey("raw", pair.publicKey)) };
  };
  return { code, packaged, made, nested };
})();
