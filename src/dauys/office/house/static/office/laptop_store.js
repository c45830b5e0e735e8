/* The one file of the list on the station's laptop. It is written over in place, so that no older state of the marks stays beside
   it as it would in a database of the browser, and it is on the disk before it is called kept. One window has it at a time. */
"use strict";
const TRIES = 20, WAIT = 100;  // a page that was just left lets go of the file a moment later
let file = null;

const wait = () => new Promise((done) => setTimeout(done, WAIT));
const folder = () => navigator.storage.getDirectory();
const hold = async (name, create) => {
  const found = await (await folder()).getFileHandle(name, { create });
  for (let tries = 1; ; tries += 1) {
    try { return await found.createSyncAccessHandle(); }
    catch (fault) { if (tries === TRIES) throw fault; }
    await wait();
  }
};
const DEEDS = {
  open: async (name) => {
    try { file ??= await hold(name, false); }
    catch (fault) { if (fault.name === "NotFoundError") return null; throw fault; }
    const data = new Uint8Array(file.getSize());
    file.read(data, { at: 0 });
    return data;
  },
  make: async (name, data) => {
    file ??= await hold(name, true);
    file.truncate(data.length);
    file.write(data, { at: 0 });
    file.flush();
  },
  write: (at, data) => {
    file.write(data, { at });
    file.flush();
  },
  erase: async (name) => {
    file.write(new Uint8Array(file.getSize()), { at: 0 });
    file.flush();
    file.truncate(0);
    file.close();
    file = null;
    await (await folder()).removeEntry(name);
  },
};
self.addEventListener("message", async ({ data: [deed, ...told] }) => {
  try { self.postMessage({ answer: await DEEDS[deed](...told) }); }
  catch (fault) { self.postMessage({ fault: fault.name }); }
});
