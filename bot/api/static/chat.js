/**
 * 邻里: the chat page. It begins here.
 *
 * Reading order: nodes, moments, server, device (small pieces) · words, photos, choices, log (what is seen) · outbox,
 * tray, writing (what is sent) · stream (what comes) · session, welcome (who is here). `demo.js` is loaded only when
 * the server says that this is a demonstration. The parts know one another; none does anything until `start`.
 *
 * Promises: a message that was written is never lost (it waits in IndexedDB under its client_id until the server took
 * it or refused it) and never doubled (the same client_id is sent again, and the log knows every id once).
 * Old phones read this too: no lookbehind, no randomUUID (it is missing on plain http), no CSS from here but the height.
 */

import { remembered } from "./device.js";
import { log } from "./log.js";
import { byId } from "./nodes.js";
import { viewer } from "./photos.js";
import { session } from "./session.js";
import { line } from "./stream.js";
import { tray } from "./tray.js";
import { writing } from "./writing.js";

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
