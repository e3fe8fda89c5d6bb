/** What is kept on the device: small settings and drafts, and messages that the server does not have yet. */

export const remembered = {
  get(key) { try { return localStorage.getItem(`linli.${key}`); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(`linli.${key}`, value); } catch { /* A private window keeps nothing. */ } },
};

/** Unsent messages with their photos. Where the browser keeps nothing (a private window), they live as long as the page. */
export const shelf = {
  opened: null,
  open() {
    this.opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open("linli", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("unsent", { keyPath: "client_id" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return this.opened;
  },
  async run(mode, work) {
    try {
      const base = await this.open();
      return await new Promise((resolve, reject) => {
        const transaction = base.transaction("unsent", mode);
        const request = work(transaction.objectStore("unsent"));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      });
    } catch {
      return null;
    }
  },
  save(item) { return this.run("readwrite", (store) => store.put(item)); },
  drop(item) { return this.run("readwrite", (store) => store.delete(item.client_id)); },
  async of(who) {
    const all = (await this.run("readonly", (store) => store.getAll())) || [];
    return all.filter((item) => item.who === who).sort((a, b) => a.written - b.written);
  },
};
