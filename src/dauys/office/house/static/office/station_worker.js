/* Keeps a page with its style and programs, for a browser without a line. Nothing that was typed is in it, and no voter.
   What comes before this line names the store, its version, pages and files; it answers for these alone, and nothing else. */
"use strict";
const STORE = KEPT.called + KEPT.version, WAIT = 5000;

const keep = async (store, path) => {
  const answer = await fetch(path, { credentials: "same-origin", cache: "no-cache" });
  if (answer.ok && !answer.redirected) await store.put(path, answer.clone());
  return answer;
};

self.addEventListener("install", (event) => event.waitUntil((async () => {
  const store = await caches.open(STORE);
  await Promise.all([...KEPT.pages, ...KEPT.files].map((path) => keep(store, path)));
  await self.skipWaiting();
})()));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  const old = (await caches.keys()).filter((name) => name.startsWith(KEPT.called) && name !== STORE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
})()));

const kept = async (path) => (await caches.open(STORE)).match(path, { ignoreVary: true });

/* The page as it is now; as it was kept, where there is no line or none worth the name. */
const page = async (request, path) => {
  const now = fetch(request).then(async (answer) => {
    if (answer.ok && !answer.redirected) await (await caches.open(STORE)).put(path, answer.clone());
    return answer;
  });
  const late = new Promise((done) => setTimeout(done, WAIT)).then(() => kept(path)).then((old) => old || now);
  try { return await Promise.race([now, late]); }
  catch { return (await kept(path)) || Response.error(); }
};

self.addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (KEPT.pages.includes(pathname)) event.respondWith(page(request, pathname));
  else if (KEPT.files.includes(pathname)) event.respondWith(kept(pathname).then((old) => old || fetch(request)));
});
