/** The stream: what the server says on its own. */

import { log } from "./log.js";
import { MINUTE } from "./moments.js";
import { byId } from "./nodes.js";
import { outbox } from "./outbox.js";
import { API, ask, backOff, isRefusal } from "./server.js";
import { session } from "./session.js";
import { title } from "./title.js";

export const line = {
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
