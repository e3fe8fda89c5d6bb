/** Writing: the text field and 发送. */

import { remembered } from "./device.js";
import { byId } from "./nodes.js";
import { outbox } from "./outbox.js";
import { session } from "./session.js";
import { notice, tray } from "./tray.js";

export const writing = {
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
