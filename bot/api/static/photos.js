/** Photos of a message: small in the log, one of them large in a dialog. */

import { byId, icon, make } from "./nodes.js";

function docNode(file) {
  const name = file.name || "文件";
  return make("a", { className: "doc", href: file.url, target: "_blank", rel: "noopener" }, icon("file"), name);
}

export function photoNodes(files) {
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

export const viewer = {
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
