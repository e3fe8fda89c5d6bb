/** The head of the page and the empty log: who writes here, whose page it is, what could be asked first. */

import { BOT_NAME } from "./log.js";
import { byId, make } from "./nodes.js";
import { outbox } from "./outbox.js";
import { title } from "./title.js";

const KINDS = { resident: "住户", staff: "员工", stranger: "访客" };
const QUICK = {
  resident: ["缴费查询", "报修", "投诉建议", "转人工"],
  staff: ["待办", "我的单", "部门单", "超时单"],
};
const PLACEHOLDERS = { staff: "输入指令，例如：待办" };

export function tellChange(me) {
  const strip = byId("identity");
  strip.classList.remove("changed");
  void strip.offsetWidth; // Starts the animation anew.
  strip.classList.add("changed");
  byId("announce").textContent = `已切换身份：${me.label}`;
}

export function drawIdentity({ me, company, estate, duty_phone: phone }) {
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

export function drawWelcome({ me, company, suggestions = [], duty_phone: phone }) {
  const isStaff = me.kind === "staff";
  byId("welcome").textContent = isStaff ? `${me.label}，您好` : `您好，我是${company || ""}的${BOT_NAME}`;
  byId("welcome-more").textContent = isStaff ? "输入指令，或点下面的按钮开始。" : "物业费、报修、投诉建议，都可以直接告诉我。您可以这样问：";
  byId("suggestions").replaceChildren(...suggestions.map((text) => make("li", {}, sayButton(text))));
  const words = byId("welcome-phone");
  words.hidden = !phone || isStaff;
  words.replaceChildren("遇到紧急情况，请直接拨打值班电话 ", make("a", { href: `tel:${phone}`, textContent: phone }));
}
