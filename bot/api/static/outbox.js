/** The outbox: one message at a time, in the order in which they were written. */

import { unpress } from "./choices.js";
import { shelf } from "./device.js";
import { log } from "./log.js";
import { MINUTE } from "./moments.js";
import { byId } from "./nodes.js";
import { API, ask, asJson, backOff, faultOf, isRefusal } from "./server.js";
import { session } from "./session.js";
import { line } from "./stream.js";
import { tray } from "./tray.js";
import { writing } from "./writing.js";

export const outbox = {
  items: [],
  busy: false,
  timer: 0,

  add({ text = "", press: token = null, label = null, files = [] }) {
    const item = { client_id: newId(), who: session.me.who, text, press: token, label, files, written: Date.now(), tries: 0, faults: 0, error: null };
    this.items.push(item);
    log.stuck = true;
    log.hold(item);
    shelf.save(item);
    this.pump();
  },

  async restore(who) {
    const kept = await shelf.of(who);
    if (session.me.who !== who) return;
    this.items = kept.filter((item) => !log.mine.has(item.client_id));
    for (const item of kept) if (!this.items.includes(item)) shelf.drop(item);
    for (const item of this.items) log.hold(item);
    this.pump();
  },

  /** The oldest; but one on which the server stumbles again and again lets the others pass. */
  next() {
    const waiting = this.items.filter(({ error }) => !error);
    return waiting.find(({ faults }) => faults < 5) || waiting.sort((a, b) => a.faults - b.faults)[0];
  },

  async pump() {
    const item = this.next();
    if (this.busy || !item || !session.ready) return;
    clearTimeout(this.timer);
    this.busy = true;
    const outcome = await deliver(item);
    this.busy = false;
    if (!this.items.includes(item)) return this.pump();
    if (outcome.taken) this.taken(item, outcome.id);
    else if (outcome.error) this.refused(item, outcome);
    else return this.wait(item, outcome);
    return this.pump();
  },

  taken(item, id) {
    this.forget(item);
    if (item.who === session.me.who) log.confirm(item, id);
    line.expectAnswer();
  },

  refused(item, { error, code }) {
    Object.assign(item, { error, code });
    shelf.save(item);
    this.retell();
    if (item.press) unpress(item);
    byId("announce").textContent = `未发送：${error}`;
  },

  /** It waits itself, or behind one that waits. */
  waits: (item) => item.tries > 0 || outbox.items.some(({ error, tries }) => !error && tries > 0),

  wait(item, { stumbled }) {
    item.tries += 1;
    if (stumbled) item.faults += 1;
    this.retell();
    this.timer = setTimeout(() => this.pump(), backOff(item.tries - 1));
  },

  forget(item) {
    this.items = this.items.filter((other) => other !== item);
    shelf.drop(item);
    this.retell();
  },

  retell() {
    for (const item of this.items) log.refresh(item);
    line.review();
  },

  again(item) {
    Object.assign(item, { error: null, tries: 0, faults: 0 });
    log.refresh(item);
    byId("text").focus({ preventScroll: true });
    this.pump();
  },

  discard(item) {
    this.forget(item);
    log.remove(item);
    log.settle();
    byId("text").focus({ preventScroll: true });
  },

  edit(item) {
    this.discard(item);
    const field = byId("text");
    field.value = [item.text, field.value].filter(Boolean).join("\n");
    tray.add(item.files);
    writing.changed();
  },
};

/** Send one message; a time-out, a dead line or a fault of the server means: again later, under the same client_id. */
async function deliver({ client_id, text, press: token, label, files }) {
  try {
    const answer = await ask(`${API}/messages`, files.length ? asForm(client_id, text, files)
      : asJson(token ? { client_id, press: token, label } : { client_id, text }), files.length ? 3 * MINUTE : 20_000);
    if (answer.ok) return { taken: true, id: answer.body.id };
    if (isRefusal(answer.status)) return { error: faultOf(answer), code: answer.body && answer.body.error && answer.body.error.code };
    return { stumbled: true };
  } catch {
    return {};
  }
}

function asForm(client_id, text, files) {
  const form = new FormData();
  form.append("client_id", client_id);
  if (text) form.append("text", text);
  for (const file of files) form.append("files", file, file.name || "photo.jpg");
  return { method: "POST", body: form };
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
