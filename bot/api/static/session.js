/** Who is here: whose page this is, what time it is there, entering as somebody. */

import { remembered } from "./device.js";
import { log } from "./log.js";
import { dayNumber } from "./moments.js";
import { byId, make } from "./nodes.js";
import { outbox } from "./outbox.js";
import { API, ask, backOff, faultOf, isRefusal, UNKNOWN_FAULT } from "./server.js";
import { line } from "./stream.js";
import { tray } from "./tray.js";
import { drawIdentity, drawWelcome, tellChange } from "./welcome.js";
import { writing } from "./writing.js";

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
    if (this.me && isNew) tellChange(state.me);
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
