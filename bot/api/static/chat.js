/**
 * 邻里: the chat page.
 *
 * Reading order: small pieces · what is kept on the device · words to nodes · the log · the outbox ·
 * the stream · photos · writing · who is here. `demo.js` is loaded only when the server says that this is a demonstration.
 *
 * Promises: a message that was written is never lost (it waits in IndexedDB under its client_id until the server took
 * it or refused it) and never doubled (the same client_id is sent again, and the log knows every id once).
 * Old phones read this too: no lookbehind, no randomUUID (it is missing on plain http), no CSS from here but the height.
 */

const API = "/api/chat";
const MINUTE = 60_000;
const BOT_NAME = "邻里助手";
const UNKNOWN_FAULT = "这条消息没有发出去，请稍后再试。";
const KINDS = { resident: "住户", staff: "员工", stranger: "访客" };
const SENDERS = { me: "我", bot: BOT_NAME, staff: "工作人员" };
const TAGS = {
  emergency: "紧急", reminder: "缴费提醒", commitment: "承诺", ticket: "工单进展",
  csat: "回访", notice: "通知", receipt: "缴费回执", code: "验证码",
};
const QUICK = {
  resident: ["缴费查询", "报修", "投诉建议", "转人工"],
  staff: ["待办", "我的单", "部门单", "超时单"],
};
const PLACEHOLDERS = { staff: "输入指令，例如：待办" };

/* Small pieces */

export const byId = (id) => document.getElementById(id);

export function make(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `/static/icons.svg#${name}`);
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  picture.append(use);
  return picture;
}

/** The same moment with Shanghai's figures in its UTC fields; China has had no summer time since 1991. */
export const inShanghai = (at) => new Date(at + 8 * 60 * MINUTE);
export const clockTime = (at) => inShanghai(at).toISOString().slice(11, 16);
const dayNumber = (at) => Math.floor(inShanghai(at) / (1440 * MINUTE));

export function dateOf(at) {
  const day = inShanghai(at);
  return `${day.getUTCMonth() + 1}月${day.getUTCDate()}日 星期${"日一二三四五六"[day.getUTCDay()]}`;
}

function dayTitle(at, now) {
  const year = inShanghai(at).getUTCFullYear();
  const name = { 0: "今天 ", 1: "昨天 " }[dayNumber(now) - dayNumber(at)] || "";
  return name + (year === inShanghai(now).getUTCFullYear() ? "" : `${year}年`) + dateOf(at);
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const backOff = (attempt) => Math.min(1000 * 2 ** attempt, 20_000) * (0.8 + Math.random() * 0.4);

/** Ask the server; give up after `patience` milliseconds, so that a dead connection is noticed. */
export async function ask(path, options = {}, patience = 20_000) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    const answer = await fetch(path, { credentials: "same-origin", cache: "no-store", signal: stop.signal, ...options });
    const body = await answer.json().catch(() => null);
    return { ok: answer.ok && body !== null, status: answer.status, body };
  } finally {
    clearTimeout(timer);
  }
}

export const asJson = (value) => ({
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(value),
});

/** The server understood and will not: the same question again gets the same answer (408 is only a slow line). */
const isRefusal = (status) => status >= 400 && status < 500 && status !== 408;

export function faultOf({ status, body }) {
  const fault = body && body.error;
  if (fault) return typeof fault === "string" ? fault : fault.message || UNKNOWN_FAULT;
  return status === 413 ? "照片太大，没有发出去。" : UNKNOWN_FAULT;
}

/* What is kept on the device */

const remembered = {
  get(key) { try { return localStorage.getItem(`linli.${key}`); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(`linli.${key}`, value); } catch { /* A private window keeps nothing. */ } },
};

/** Unsent messages with their photos. Where the browser keeps nothing (a private window), they live as long as the page. */
const shelf = {
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

/* Words to nodes */

const LINKS = /https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+|(?:\d[\d-]*)/g;
const PHONE = /^(?:1[3-9]\d{9}|0\d{2,3}-\d{7,8}|400-?\d{3}-?\d{4})$/;

/** Web addresses and telephone numbers become links; every other number stays as it is. */
function withLinks(text) {
  const nodes = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(LINKS)) {
    const isWeb = found.startsWith("http");
    if (!isWeb && !PHONE.test(found)) continue;
    nodes.push(text.slice(end, index), make("a", isWeb
      ? { href: found, target: "_blank", rel: "noopener", textContent: found }
      : { href: `tel:${found}`, textContent: found }));
    end = index + found.length;
  }
  return [...nodes, text.slice(end)];
}

const paragraphs = (text) => text.trim().split(/\n\s*\n/).map((part) => make("p", {}, ...withLinks(part)));

function docNode(file) {
  const name = file.name || "文件";
  return make("a", { className: "doc", href: file.url, target: "_blank", rel: "noopener" }, icon("file"), name);
}

function photoNodes(files) {
  const photos = files.filter((file) => (file.mime || "").startsWith("image/"));
  return files.map((file) => {
    const place = photos.indexOf(file);
    if (place < 0) return docNode(file);
    const picture = make("img", { loading: "lazy", alt: `照片 ${place + 1}`, width: 112, height: 112, src: file.thumb || file.url });
    const button = make("button", { type: "button", className: "thumb", onclick: () => viewer.show(photos, place) }, picture);
    button.setAttribute("aria-label", `放大照片 ${place + 1}${file.name ? `：${file.name}` : ""}`);
    picture.onerror = () => button.replaceWith(docNode(file));
    return button;
  });
}

const viewer = {
  photos: [],
  place: 0,
  show(photos, place) {
    this.photos = photos;
    this.go(place);
    byId("viewer").showModal();
  },
  go(place) {
    if (place < 0 || place >= this.photos.length) return;
    this.place = place;
    const { url, name } = this.photos[place];
    const count = this.photos.length > 1 ? `${place + 1}/${this.photos.length} ` : "";
    Object.assign(byId("viewer-image"), { src: url, alt: name || `照片 ${place + 1}` });
    byId("viewer-name").textContent = count + (name || "");
    byId("viewer-open").href = url;
    byId("viewer-previous").hidden = place === 0;
    byId("viewer-next").hidden = place === this.photos.length - 1;
  },
  start() {
    const dialog = byId("viewer");
    byId("viewer-close").onclick = () => dialog.close();
    byId("viewer-previous").onclick = () => this.go(this.place - 1);
    byId("viewer-next").onclick = () => this.go(this.place + 1);
    dialog.addEventListener("click", ({ target }) => { if (target.className === "viewer-stage") dialog.close(); });
    dialog.addEventListener("keydown", ({ key }) => this.go(this.place + ({ ArrowLeft: -1, ArrowRight: 1 }[key] || 0)));
  },
};

/* The log: every message once, by id and by client_id, in the order of the server's clock */

const log = {
  box: byId("log"),
  entries: new Map(),
  mine: new Map(),
  days: new Map(),
  stuck: true,
  unread: 0,

  clear() {
    for (const { node } of this.all()) node.remove();
    for (const node of this.days.values()) node.remove();
    for (const map of [this.entries, this.mine, this.days]) map.clear();
    this.stuck = true;
    this.settle();
  },

  all() { return new Set([...this.entries.values(), ...this.mine.values()]); },

  /** Take a message from the server: new, or known already and perhaps changed. */
  take(message, { quiet = false } = {}) {
    const known = this.entries.get(message.id) || (message.client_id && this.mine.get(message.client_id));
    const entry = known || { node: make("article"), at: 0 };
    const waiting = entry.item;
    if (waiting) outbox.forget(waiting);
    Object.assign(entry, { id: message.id, item: null, message, at: Date.parse(message.at) || session.now });
    this.entries.set(message.id, entry);
    if (message.client_id) this.mine.set(message.client_id, entry);
    this.fill(entry);
    if (known) this.moveDown(entry); else this.place(entry, quiet);
    session.reached(entry.at);
  },

  /** Show a message of mine that the server does not have yet; it stands below all that is there. */
  hold(item) {
    const files = item.files.map((file) => ({ url: URL.createObjectURL(file), mime: file.type || "image/jpeg", name: file.name }));
    const message = { from: "me", text: item.text || item.label || "", files, choices: [], client_id: item.client_id };
    const last = this.box.lastElementChild;
    const entry = { node: make("article"), at: (last && last.entry && last.entry.at) || 0, item, message };
    this.mine.set(item.client_id, entry);
    this.fill(entry);
    this.place(entry, false);
  },

  /** The server has it under this id. Its own words about it may have come before its answer. */
  confirm(item, id) {
    const entry = this.mine.get(item.client_id);
    if (!entry || entry.id) return;
    const twin = this.entries.get(id);
    if (twin) {
      entry.node.remove();
      this.mine.set(item.client_id, twin);
      return;
    }
    Object.assign(entry, { id, item: null });
    entry.message.at = new Date(session.now).toISOString();
    this.entries.set(id, entry);
    this.mark(entry);
    this.dayLines();
  },

  remove(item) {
    const entry = this.mine.get(item.client_id);
    if (!entry || entry.id) return;
    entry.node.remove();
    this.mine.delete(item.client_id);
    this.dayLines();
  },

  refresh(item) {
    const entry = this.mine.get(item.client_id);
    if (!entry) return;
    this.mark(entry);
    this.stay();
  },

  fill(entry) {
    const { message, node } = entry;
    const files = message.files || [];
    const choices = message.choices || [];
    const look = JSON.stringify([message.text, message.purpose, choices, files]);
    node.entry = entry;
    if (entry.look !== look) {
      const time = make("time");
      const meta = make("header", { className: "meta" }, make("span", { className: "sender", textContent: SENDERS[message.from] || BOT_NAME }));
      if (TAGS[message.purpose] && message.from !== "me") meta.append(make("span", { className: "tag", textContent: TAGS[message.purpose] }));
      meta.append(time);
      for (const file of entry.shown || []) if (file.url.startsWith("blob:")) URL.revokeObjectURL(file.url);
      entry.shown = files;
      node.replaceChildren(meta);
      if (message.text) node.append(make("div", { className: "bubble" }, ...paragraphs(message.text)));
      if (files.length) node.append(make("div", { className: "photos" }, ...photoNodes(files)));
      if (choices.length) node.append(choiceNodes(entry, choices));
      entry.look = look;
    }
    this.mark(entry);
  },

  /** What may change while the words stay: the time, the state of sending, which choices are live. */
  mark(entry) {
    const { node, message, item } = entry;
    const refused = item && item.error;
    node.className = ["msg", message.from, message.purpose === "emergency" && "emergency", item && !refused && "pending", refused && "refused"]
      .filter(Boolean).join(" ");
    const time = node.querySelector("time");
    time.textContent = message.at ? clockTime(Date.parse(message.at)) : "";
    time.dateTime = message.at || "";
    const state = node.querySelector(".state");
    if (state) state.remove();
    if (item) node.append(stateNode(item));
    markChoices(entry);
  },

  place(entry, quiet) {
    let after = this.box.lastElementChild;
    while (after && (!after.entry || after.entry.at > entry.at)) after = after.previousElementSibling;
    const first = this.box.querySelector(".day, .msg");
    if (after) after.after(entry.node); else if (first) first.before(entry.node); else this.box.append(entry.node);
    if (quiet) return;
    this.dayLines();
    this.settle();
    this.follow(entry);
  },

  moveDown({ node, at }) {
    let next = node.nextElementSibling;
    while (next && !(next.entry && next.entry.at < at)) next = next.nextElementSibling;
    if (next) next.after(node);
    this.dayLines();
  },

  /** One line before the first message of every day; a message that waits has no day yet. */
  dayLines() {
    let current = null;
    const used = new Set();
    for (const node of this.box.querySelectorAll(".msg")) {
      const at = Date.parse(node.entry.message.at);
      if (!at) continue;
      const day = dayNumber(at);
      if (day === current) continue;
      current = day;
      used.add(day);
      if (!this.days.has(day)) this.days.set(day, make("div", { className: "day" }, make("span")));
      const line = this.days.get(day);
      line.firstChild.textContent = dayTitle(at, session.now);
      if (node.previousElementSibling !== line) node.before(line);
    }
    for (const [day, line] of this.days) if (!used.has(day)) { line.remove(); this.days.delete(day); }
  },

  /** Keep the end in view, or say that something came; a long answer is shown from its beginning. */
  follow({ node, message }) {
    if (document.hidden && message.from !== "me") title.count(title.unseen + 1);
    if (!this.stuck && message.from !== "me") {
      this.unread += 1;
      this.showWay();
      return;
    }
    const tooLong = message.from !== "me" && node.offsetHeight > this.box.clientHeight - 28;
    this.box.scrollTop = tooLong ? node.offsetTop - this.box.offsetTop - 12 : this.box.scrollHeight;
  },

  /** Who reads the end goes on reading the end, whatever grows or shrinks; a welcome is read from its beginning. */
  stay() { if (this.stuck) this.box.scrollTop = byId("empty").hidden ? this.box.scrollHeight : 0; },

  toEnd() {
    this.stuck = true;
    this.stay();
    this.unread = 0;
    this.showWay();
  },

  showWay() {
    byId("bottom").hidden = this.stuck;
    byId("bottom").classList.toggle("fresh", this.unread > 0);
    byId("bottom-label").textContent = this.unread ? `${this.unread} 条新消息，回到底部` : "回到底部";
  },

  settle() { byId("empty").hidden = !session.ready || this.entries.size + this.mine.size > 0; },

  /** Only the choices of this prompt are live; null closes all of them. */
  live(prompt) {
    for (const entry of this.all()) {
      const { choices, choices_live: was } = entry.message;
      if (!choices || !choices.length) continue;
      const isLive = choices.some(({ id }) => id.split(":")[0] === prompt);
      if (isLive === was) continue;
      entry.message.choices_live = isLive;
      markChoices(entry);
    }
  },

  start() {
    this.box.addEventListener("scroll", () => {
      this.stuck = this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < 24;
      if (this.stuck) this.unread = 0;
      this.showWay();
    }, { passive: true });
    new ResizeObserver(() => this.stay()).observe(this.box);
    byId("bottom").onclick = () => { this.toEnd(); byId("text").focus({ preventScroll: true }); };
  },
};

function choiceNodes(entry, choices) {
  const group = make("div", { className: "choices" }, ...choices.map((choice) => {
    const button = make("button", { type: "button", className: "choice", textContent: choice.label, onclick: () => press(entry, choice) });
    button.dataset.id = choice.id;
    return button;
  }));
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", "可选的回答");
  return group;
}

function markChoices({ node, message }) {
  for (const button of node.querySelectorAll(".choice")) {
    const isPressed = message.pressed === button.textContent;
    button.disabled = !message.choices_live || Boolean(message.pressed);
    button.classList.toggle("pressed", isPressed);
    if (isPressed) button.setAttribute("aria-label", `${button.textContent}（已选）`); else button.removeAttribute("aria-label");
  }
}

function press(entry, { id, label }) {
  entry.message.pressed = label;
  markChoices(entry);
  outbox.add({ press: id, label });
  byId("text").focus({ preventScroll: true });
}

/** A press that was refused may be tried again, unless its time is over. */
function unpress({ press: token, code }) {
  for (const entry of log.all()) {
    if (!(entry.message.choices || []).some(({ id }) => id === token)) continue;
    entry.message.pressed = null;
    if (code === "expired") entry.message.choices_live = false;
    markChoices(entry);
  }
}

function stateNode(item) {
  if (!item.error) return make("p", { className: "state", textContent: outbox.waits(item) ? "等待网络，会自动重发" : "发送中…" });
  const button = (name, onclick) => make("button", { type: "button", textContent: name, onclick });
  const buttons = [button("重发", () => outbox.again(item)), button("删除", () => outbox.discard(item))];
  if (!item.press) buttons.splice(1, 0, button("编辑", () => outbox.edit(item)));
  if (item.press) buttons.shift();
  return make("div", { className: "state" }, make("span", { textContent: `未发送：${item.error}` }), ...buttons);
}

const title = {
  words: document.title,
  unseen: 0,
  draw() { document.title = (this.unseen ? `（${this.unseen} 条新消息）` : "") + this.words; },
  name(words) { this.words = words; this.draw(); },
  count(unseen) { this.unseen = unseen; this.draw(); },
};

/* The outbox: one message at a time, in the order in which they were written */

const outbox = {
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

/* The stream: what the server says on its own */

const line = {
  source: null,
  isOpen: false,
  cursor: 0,
  tries: 0,
  heard: 0,
  timers: {},

  open() {
    this.close();
    const source = new EventSource(`${API}/stream?after=${encodeURIComponent(this.cursor)}`);
    const on = (name, work) => source.addEventListener(name, (event) => {
      this.heard = Date.now();
      if (event.lastEventId) this.cursor = event.lastEventId;
      work(event.data ? JSON.parse(event.data) : {});
    });
    this.source = source;
    this.heard = Date.now();
    source.onopen = () => {
      Object.assign(this, { isOpen: true, tries: 0 });
      this.review();
      outbox.pump();
    };
    source.onerror = () => this.again();
    on("message", (message) => this.hear(message));
    on("typing", ({ on: isTyping }) => this.typing(isTyping));
    on("prompt", ({ live }) => log.live(live));
    on("identity", () => session.enter());
  },

  hear(message) {
    if (message.from !== "me") {
      clearTimeout(this.timers.answer);
      this.typing(false);
    }
    log.take(message);
  },

  /** Open it anew after a pause. What was missed meanwhile is read first, so a gap heals whatever its cause. */
  again() {
    this.close();
    this.review();
    this.timers.again = setTimeout(() => this.resume(), backOff(this.tries));
    this.tries += 1;
  },

  async resume() {
    clearTimeout(this.timers.again);
    const epoch = session.epoch;
    try {
      const answer = await ask(`${API}/messages`);
      if (epoch !== session.epoch) return;
      if (!answer.ok) {
        if (isRefusal(answer.status)) await session.enter(); else this.again();
        return;
      }
      for (const message of answer.body.messages) log.take(message);
      this.cursor = answer.body.cursor;
      this.open();
    } catch {
      if (epoch === session.epoch) this.again();
    }
  },

  /** Telephones freeze a sleeping page, and some networks drop a quiet line without a word. */
  check(patience) {
    if (this.source && Date.now() - this.heard > patience) this.resume();
  },

  expectAnswer() {
    clearTimeout(this.timers.answer);
    this.timers.answer = setTimeout(() => this.check(15_000), 20_000);
  },

  close() {
    if (this.source) this.source.close();
    Object.assign(this, { source: null, isOpen: false });
    clearTimeout(this.timers.again);
    this.typing(false);
  },

  /** Say so when the line is down or a message waits for it; a short stumble is not worth a word. */
  review() {
    const isGood = session.ready && this.isOpen && !outbox.items.some(({ error, tries }) => !error && tries > 0);
    if (isGood) {
      clearTimeout(this.timers.offline);
      this.timers.offline = 0;
      byId("offline").hidden = true;
    } else {
      this.timers.offline ||= setTimeout(() => { byId("offline").hidden = false; }, navigator.onLine ? 2500 : 0);
    }
  },

  typing(isOn) {
    clearTimeout(this.timers.typing);
    byId("typing").hidden = !isOn;
    if (isOn) this.timers.typing = setTimeout(() => this.typing(false), 30_000);
  },

  start() {
    setInterval(() => { if (!document.hidden) this.check(4 * MINUTE); }, MINUTE);
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) return;
      title.count(0);
      this.check(MINUTE);
      outbox.pump();
    });
    window.addEventListener("offline", () => this.again());
    window.addEventListener("online", () => { if (session.ready) this.resume(); outbox.pump(); });
    window.addEventListener("pageshow", ({ persisted }) => { if (persisted && session.ready) this.resume(); });
    window.addEventListener("pagehide", () => this.close());
  },
};

/* Photos that wait below the log until they are sent */

const tray = {
  photos: [],

  add(files) {
    const faults = [];
    for (const file of files) {
      const fault = this.faultOf(file);
      if (fault) faults.push(fault);
      else this.photos.push({ file, url: URL.createObjectURL(file) });
    }
    notice(faults.join("\n"));
    this.draw();
  },

  faultOf({ name, type, size }) {
    const { max_upload_mb: most = 20, max_files: count = 9 } = session;
    if (!/^image\//.test(type) && !/\.(jpe?g|png|webp|gif|hei[cf])$/i.test(name)) return `「${name}」不是照片，这里只能发照片。`;
    if (!size) return `「${name}」是空的，请重新选择。`;
    if (size > most * 1024 * 1024) return `「${name}」有 ${(size / 1024 / 1024).toFixed(1)} MB，每张最大 ${most} MB，请换一张或压缩后再发。`;
    if (this.photos.length >= count) return `一次最多发 ${count} 张，「${name}」没有加上。`;
    return null;
  },

  draw() {
    const list = byId("tray");
    list.hidden = !this.photos.length;
    list.replaceChildren(...this.photos.map((photo, place) => {
      const picture = make("img", { src: photo.url, alt: `照片 ${place + 1}：${photo.file.name}` });
      picture.onerror = () => picture.replaceWith(make("span", { className: "unread", textContent: photo.file.name }));
      const button = make("button", { type: "button", onclick: () => this.remove(photo) }, icon("close"));
      button.setAttribute("aria-label", `去掉照片 ${place + 1}`);
      return make("li", {}, picture, button);
    }));
    writing.changed();
  },

  remove(photo) {
    URL.revokeObjectURL(photo.url);
    this.photos = this.photos.filter((other) => other !== photo);
    notice("");
    this.draw();
    byId("text").focus({ preventScroll: true });
  },

  empty() {
    const files = this.photos.map(({ file }) => file);
    for (const { url } of this.photos) URL.revokeObjectURL(url);
    this.photos = [];
    this.draw();
    return files;
  },

  start() {
    byId("photo").onclick = () => byId("files").click();
    byId("files").onchange = ({ target }) => { this.add(Array.from(target.files)); target.value = ""; byId("text").focus(); };
    byId("text").addEventListener("paste", (event) => {
      const files = Array.from(event.clipboardData.files);
      // A copied table carries a picture of itself too; its words are what was meant.
      if (!files.length || event.clipboardData.getData("text/plain")) return;
      event.preventDefault();
      this.add(files);
    });
    const hasFiles = ({ dataTransfer }) => dataTransfer && Array.from(dataTransfer.types).includes("Files");
    const over = (isOver) => (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      byId("drop").hidden = !isOver || !session.ready;
    };
    window.addEventListener("dragover", over(true));
    window.addEventListener("dragleave", (event) => { if (!event.relatedTarget) over(false)(event); });
    window.addEventListener("drop", (event) => {
      over(false)(event);
      if (hasFiles(event) && session.ready) this.add(Array.from(event.dataTransfer.files));
    });
  },
};

function notice(words) {
  byId("notice").textContent = words;
  byId("notice").hidden = !words;
}

/* Writing */

const writing = {
  changed() {
    const field = byId("text");
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
    byId("send").disabled = !session.ready || !(field.value.trim() || tray.photos.length);
    if (session.me) remembered.set(`draft.${session.me.who}`, field.value);
  },

  send() {
    const field = byId("text");
    const text = field.value.trim();
    if (!session.ready || !(text || tray.photos.length)) return;
    notice("");
    field.value = "";
    outbox.add({ text, files: tray.empty() });
    field.focus({ preventScroll: true });
  },

  start() {
    const field = byId("text");
    field.addEventListener("input", () => this.changed());
    // While a syllable is being composed, Enter chooses a word; 229 is how Safari says so after it ended the composition.
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.send();
    });
    byId("composer").addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    // A finger on 发送 must not close the keyboard.
    byId("send").addEventListener("pointerdown", (event) => event.preventDefault());
  },
};

/* Who is here */

export const session = {
  ready: false,
  epoch: 0,
  me: null,
  known: Date.now(),
  knownAt: Date.now(),
  listeners: [],

  /** The server's time. A demonstration's clock moves when it is told to, so there it is the last that was heard. */
  get now() { return this.demo ? this.known : this.known + Math.max(0, Date.now() - this.knownAt); },

  /** Read who I am and what was said; used at the start and whenever the identity changes. */
  async enter() {
    const epoch = ++this.epoch;
    this.ready = false; // Nothing is sent while it is not certain in whose name.
    line.close();
    for (let attempt = 0; epoch === this.epoch; attempt += 1) {
      try {
        const [state, history] = await Promise.all([ask(`${API}/state`), ask(`${API}/messages`)]);
        if (epoch !== this.epoch) return;
        const refused = [state, history].find(({ status }) => isRefusal(status) && status !== 429);
        if (refused) return this.stop(faultOf(refused));
        if (state.ok && history.ok) return await this.show(state.body, history.body);
      } catch { /* The line is down: try again below. */ }
      line.review();
      await new Promise((resolve) => { setTimeout(resolve, backOff(attempt)); });
    }
  },

  async show({ now, ...state }, { messages, cursor }) {
    const isNew = !this.me || this.me.who !== state.me.who;
    if (this.me && isNew) changedIdentity(state.me);
    Object.assign(this, state, { ready: true, known: Date.parse(now) || Date.now(), knownAt: Date.now() });
    const { box } = log;
    for (const old of box.querySelectorAll(".fatal")) old.remove();
    box.setAttribute("aria-busy", "true");
    if (isNew) { log.clear(); outbox.items = []; }
    for (const message of messages) log.take(message, { quiet: true });
    log.dayLines();
    line.cursor = cursor;
    drawIdentity(this);
    drawWelcome(this);
    if (isNew) {
      byId("text").value = remembered.get(`draft.${this.me.who}`) || "";
      tray.empty();
      await outbox.restore(this.me.who);
    }
    log.settle();
    if (isNew) log.toEnd();
    writing.changed();
    requestAnimationFrame(() => box.setAttribute("aria-busy", "false"));
    line.open();
    outbox.pump();
    if (this.demo) await showDemo();
    for (const listener of this.listeners) listener(this);
  },

  /** The server will not talk to us: say why, and leave everything that was written where it is. */
  stop(words) {
    this.ready = false;
    byId("offline").hidden = true;
    byId("send").disabled = true;
    for (const old of log.box.querySelectorAll(".fatal")) old.remove();
    log.box.append(make("p", { className: "fatal", textContent: words === UNKNOWN_FAULT ? "这个链接已经失效，请重新打开。" : words }));
    log.box.setAttribute("aria-busy", "false");
  },

  /** The clock of the conversation never goes back. */
  reached(at) {
    if (!(at > this.now)) return;
    const isNewDay = dayNumber(at) !== dayNumber(this.now);
    Object.assign(this, { known: at, knownAt: Date.now() });
    if (isNewDay) log.dayLines();
    for (const listener of this.listeners) listener(this);
  },
};

async function showDemo() {
  const { startDemo } = await import("./demo.js");
  startDemo();
}

function changedIdentity(me) {
  const strip = byId("identity");
  strip.classList.remove("changed");
  void strip.offsetWidth; // Starts the animation anew.
  strip.classList.add("changed");
  byId("announce").textContent = `已切换身份：${me.label}`;
}

function drawIdentity({ me, company, estate, duty_phone: phone }) {
  document.body.dataset.kind = me.kind;
  byId("estate").textContent = estate || company || "邻里";
  byId("company").textContent = company || "物业服务";
  title.name(`${estate || "邻里"} · 物业服务`);
  byId("kind").textContent = KINDS[me.kind] || "";
  byId("whoami").textContent = me.label;
  byId("text").placeholder = PLACEHOLDERS[me.kind] || "请说说您的问题";
  byId("duty").hidden = !phone;
  byId("duty").href = `tel:${phone}`;
  byId("duty").setAttribute("aria-label", `拨打值班电话 ${phone}`);
  byId("quick").replaceChildren(...(QUICK[me.kind] || QUICK.resident).map(sayButton));
}

const sayButton = (text) => make("button", { type: "button", textContent: text, onclick: () => outbox.add({ text }) });

function drawWelcome({ me, company, suggestions = [], duty_phone: phone }) {
  const isStaff = me.kind === "staff";
  byId("welcome").textContent = isStaff ? `${me.label}，您好` : `您好，我是${company || ""}的${BOT_NAME}`;
  byId("welcome-more").textContent = isStaff ? "输入指令，或点下面的按钮开始。" : "物业费、报修、投诉建议，都可以直接告诉我。您可以这样问：";
  byId("suggestions").replaceChildren(...suggestions.map((text) => make("li", {}, sayButton(text))));
  const words = byId("welcome-phone");
  words.hidden = !phone || isStaff;
  words.replaceChildren("遇到紧急情况，请直接拨打值班电话 ", make("a", { href: `tel:${phone}`, textContent: phone }));
}

function startBigType() {
  const button = byId("bigtype");
  const set = (isBig) => {
    document.documentElement.dataset.type = isBig ? "big" : "";
    button.setAttribute("aria-pressed", String(isBig));
    if (session.ready) writing.changed();
    log.stay();
  };
  set(remembered.get("type") === "big");
  button.onclick = () => {
    const isBig = button.getAttribute("aria-pressed") !== "true";
    remembered.set("type", isBig ? "big" : "");
    set(isBig);
  };
}

/** The keyboard of an iPhone covers the page instead of shrinking it. */
function startHeight() {
  const view = window.visualViewport;
  if (!view || !/iPhone|iPad|Macintosh.*Mobile/.test(navigator.userAgent)) return;
  view.addEventListener("resize", () => {
    if (view.scale > 1.01) return;
    document.documentElement.style.setProperty("--app-height", `${view.height}px`);
    window.scrollTo(0, 0);
  });
}

for (const part of [viewer, log, line, tray, writing]) part.start();
startBigType();
startHeight();
session.enter();
