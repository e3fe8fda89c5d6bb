/** The log: every message once, by id and by client_id, in the order of the server's clock. */

import { choiceNodes, markChoices } from "./choices.js";
import { clockTime, dayNumber, dayTitle } from "./moments.js";
import { byId, make } from "./nodes.js";
import { outbox } from "./outbox.js";
import { photoNodes } from "./photos.js";
import { session } from "./session.js";
import { title } from "./title.js";
import { paragraphs } from "./words.js";

export const BOT_NAME = "邻里助手";
const SENDERS = { me: "我", bot: BOT_NAME, staff: "工作人员" };
const TAGS = {
  emergency: "紧急", reminder: "缴费提醒", commitment: "承诺", ticket: "工单进展",
  csat: "回访", notice: "通知", receipt: "缴费回执", code: "验证码",
};

export const log = {
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

function stateNode(item) {
  if (!item.error) return make("p", { className: "state", textContent: outbox.waits(item) ? "等待网络，会自动重发" : "发送中…" });
  const button = (name, onclick) => make("button", { type: "button", textContent: name, onclick });
  const buttons = [button("重发", () => outbox.again(item)), button("删除", () => outbox.discard(item))];
  if (!item.press) buttons.splice(1, 0, button("编辑", () => outbox.edit(item)));
  if (item.press) buttons.shift();
  return make("div", { className: "state" }, make("span", { textContent: `未发送：${item.error}` }), ...buttons);
}
