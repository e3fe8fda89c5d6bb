/** The choices below a message: which are live, what happens when one is pressed. */

import { log } from "./log.js";
import { byId, make } from "./nodes.js";
import { outbox } from "./outbox.js";

export function choiceNodes(entry, choices) {
  const group = make("div", { className: "choices" }, ...choices.map((choice) => {
    const button = make("button", { type: "button", className: "choice", textContent: choice.label, onclick: () => press(entry, choice) });
    button.dataset.id = choice.id;
    return button;
  }));
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", "可选的回答");
  return group;
}

export function markChoices({ node, message }) {
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
export function unpress({ press: token, code }) {
  for (const entry of log.all()) {
    if (!(entry.message.choices || []).some(({ id }) => id === token)) continue;
    entry.message.pressed = null;
    if (code === "expired") entry.message.choices_live = false;
    markChoices(entry);
  }
}
