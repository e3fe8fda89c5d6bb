/** The title of the window: the estate, and how much came while nobody looked. */

export const title = {
  words: document.title,
  unseen: 0,
  draw() { document.title = (this.unseen ? `（${this.unseen} 条新消息）` : "") + this.words; },
  name(words) { this.words = words; this.draw(); },
  count(unseen) { this.unseen = unseen; this.draw(); },
};
