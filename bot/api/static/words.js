/** Words to nodes: lines become paragraphs, addresses and telephone numbers become links. */

import { make } from "./nodes.js";

const LINKS = /https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+|(?:\d[\d-]*)/g;
const PHONE = /^(?:1[3-9]\d{9}|0\d{2,3}-\d{7,8}|400-?\d{3}-?\d{4})$/;

/** Web addresses and telephone numbers become links; every other number stays as it is. */
function withLinks(text) {
  const nodes = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(LINKS)) {
    const isWeb = found.startsWith("http");
    if (!isWeb && !PHONE.test(found)) continue;
    nodes.push(text.slice(end, index), make("a", isWeb
      ? { href: found, target: "_blank", rel: "noopener", textContent: found }
      : { href: `tel:${found}`, textContent: found }));
    end = index + found.length;
  }
  return [...nodes, text.slice(end)];
}

/** Every line is a paragraph; what stood after an empty line stands further apart. */
export function paragraphs(text) {
  return text.trim().split(/\n\s*\n/).flatMap((block, place) => block.split("\n").map((words, row) => (
    make("p", place && !row ? { className: "apart" } : {}, ...withLinks(words))
  )));
}
