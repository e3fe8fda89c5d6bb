/** Photos that wait below the log until they are sent. */

import { byId, icon, make } from "./nodes.js";
import { session } from "./session.js";
import { writing } from "./writing.js";

export const tray = {
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

export function notice(words) {
  byId("notice").textContent = words;
  byId("notice").hidden = !words;
}
