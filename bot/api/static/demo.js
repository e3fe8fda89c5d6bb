/**
 * The demonstration: be anybody of the estate, and let time pass. Loaded in demo mode only.
 *
 * The panel stands beside the chat on a wide screen and is a drawer on a narrow one.
 */

import { clockTime, dateOf, inShanghai } from "./moments.js";
import { byId, make } from "./nodes.js";
import { ask, asJson, faultOf } from "./server.js";
import { session } from "./session.js";

const GROUPS = [["staff", "员工"], ["strangers", "陌生人"], ["residents", "住户"]];
const CLOCK_RULE = "时间只会前进，不能倒退。";
const DAY = 86_400_000;
const wide = window.matchMedia("(min-width: 64rem)");

let people = [];
let started = false;

/** Fill the panel and connect its buttons, once. */
export function startDemo() {
  if (started) return;
  started = true;
  byId("demo-toggle").hidden = false;
  byId("clock-short").hidden = false;
  startDrawer();
  startClock();
  byId("demo-search").addEventListener("input", drawPeople);
  byId("demo-search").addEventListener("keydown", chooseOnlyOne);
  session.listeners.push(drawClock, drawCurrent);
  loadPeople();
}

/* The panel */

function startDrawer() {
  const toggle = byId("demo-toggle");
  toggle.onclick = () => open(byId("demo-panel").hidden);
  byId("demo-close").onclick = () => open(false);
  byId("demo-veil").onclick = () => open(false);
  byId("demo-panel").addEventListener("keydown", ({ key }) => { if (key === "Escape" && !wide.matches) open(false); });
  wide.addEventListener("change", () => show(wide.matches));
  show(wide.matches);
}

function show(isOpen) {
  const isDrawer = isOpen && !wide.matches;
  byId("demo-panel").hidden = !isOpen;
  byId("demo-veil").hidden = !isDrawer;
  byId("chat").inert = isDrawer;
  byId("demo-toggle").setAttribute("aria-expanded", String(isOpen));
  byId("demo-toggle").setAttribute("aria-label", isOpen ? "收起演示面板" : "打开演示面板");
}

function open(isOpen) {
  show(isOpen);
  byId(isOpen ? "demo-close" : "demo-toggle").focus();
}

/* People */

async function loadPeople() {
  const answer = await ask("/api/demo/people").catch(() => null);
  if (!answer || !answer.ok) {
    byId("demo-count").textContent = "名单没有读到，正在重试…";
    setTimeout(loadPeople, 3000);
    return;
  }
  people = GROUPS.map(([key, title]) => ({ title, members: answer.body[key] || [] }));
  drawPeople();
}

/** 3-2-501, 3 2 501 and 32501 find the same house. */
const plain = (text) => text.toLowerCase().replace(/[\s\-－—号楼栋单元室]/g, "");

const matches = (wanted) => ({ label, note = "", who }) => plain(`${label} ${note} ${who}`).includes(wanted);

function drawPeople() {
  const wanted = plain(byId("demo-search").value);
  const found = people.map(({ title, members }) => ({ title, members: members.filter(matches(wanted)) }));
  const count = found.reduce((sum, { members }) => sum + members.length, 0);
  byId("demo-count").textContent = count ? `共 ${count} 人，点一下就换成谁` : "没有找到，换个词试试";
  byId("demo-people").replaceChildren(...found.filter(({ members }) => members.length).map(groupNode));
  drawCurrent();
}

function groupNode({ title, members }) {
  return make("section", {}, make("h4", { textContent: `${title} ${members.length}` }), make("ul", {}, ...members.map(personNode)));
}

function personNode({ who, label, note }) {
  const button = make("button", { type: "button", className: "person", onclick: () => become(who) }, make("span", { textContent: label }));
  if (note) button.append(make("small", { textContent: note }));
  button.dataset.who = who;
  return make("li", {}, button);
}

function drawCurrent() {
  for (const button of byId("demo-people").querySelectorAll(".person")) {
    const isMe = button.dataset.who === session.me.who;
    if (isMe) button.setAttribute("aria-current", "true"); else button.removeAttribute("aria-current");
  }
}

function chooseOnlyOne(event) {
  const found = byId("demo-people").querySelectorAll(".person");
  if (event.key === "Enter" && !event.isComposing && found.length === 1) found[0].click();
}

async function become(who) {
  session.ready = false; // What waits to be sent belongs to the one before.
  const answer = await during(".person", () => ask("/api/demo/identity", asJson({ who })));
  if (!answer || !answer.ok) {
    session.ready = true;
    byId("demo-count").textContent = answer ? faultOf(answer) : "网络不稳，请再点一次";
    return;
  }
  if (!wide.matches) show(false);
  await session.enter();
  byId("text").focus({ preventScroll: true });
}

/** Keep these buttons still while the server is asked; null when it cannot be reached. */
async function during(selector, work) {
  const buttons = Array.from(document.querySelectorAll(`#demo-panel ${selector}`));
  for (const button of buttons) button.disabled = true;
  try {
    return await work();
  } catch {
    return null;
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

/* Time */

function startClock() {
  for (const button of document.querySelectorAll("#demo-panel .steps button")) button.onclick = () => advance(stepOf(button.dataset));
  byId("demo-jump").addEventListener("submit", (event) => {
    event.preventDefault();
    advance({ to: byId("demo-when").value });
  });
  drawClock();
  setInterval(readClock, 30_000);
}

/** Another window may have moved the time. */
async function readClock() {
  if (document.hidden || !session.ready) return;
  const answer = await ask("/api/chat/state").catch(() => null);
  if (answer && answer.ok) session.reached(Date.parse(answer.body.now));
}

const stepOf = ({ minutes, morning }) => (minutes ? { minutes: Number(minutes) } : { to: nextMorning(Number(morning)) });

/** The day after today in Shanghai, at this hour, as the server reads it. */
function nextMorning(hour) {
  const day = inShanghai(session.now + DAY).toISOString().slice(0, 10);
  return `${day}T${String(hour).padStart(2, "0")}:00`;
}

async function advance(step) {
  const answer = await during(".steps button, #demo-panel .jump button", () => ask("/api/demo/clock", asJson(step), 120_000));
  const isDone = Boolean(answer && answer.ok);
  const note = byId("demo-note");
  note.classList.toggle("bad", !isDone);
  if (!isDone) {
    note.textContent = answer ? faultOf(answer) : "网络不稳，时间没有变。";
    return;
  }
  session.reached(Date.parse(answer.body.now));
  note.textContent = CLOCK_RULE;
}

function drawClock() {
  const now = session.now;
  const local = inShanghai(now).toISOString().slice(0, 16);
  byId("clock").textContent = `${local.slice(0, 4)}年${dateOf(now)} ${clockTime(now)}`;
  byId("clock-short").textContent = `${Number(local.slice(5, 7))}月${Number(local.slice(8, 10))}日 ${clockTime(now)}`;
  byId("clock-short").dateTime = `${local}+08:00`;
  const when = byId("demo-when");
  when.min = local;
  if (document.activeElement !== when && (!when.value || when.value < local)) when.value = local;
}
