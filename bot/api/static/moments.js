/** Times as people in Shanghai read them, whatever the device believes. */

export const MINUTE = 60_000;

/** The same moment with Shanghai's figures in its UTC fields; China has had no summer time since 1991. */
export const inShanghai = (at) => new Date(at + 8 * 60 * MINUTE);
export const clockTime = (at) => inShanghai(at).toISOString().slice(11, 16);
export const dayNumber = (at) => Math.floor(inShanghai(at) / (1440 * MINUTE));

export function dateOf(at) {
  const day = inShanghai(at);
  return `${day.getUTCMonth() + 1}月${day.getUTCDate()}日 星期${"日一二三四五六"[day.getUTCDay()]}`;
}

export function dayTitle(at, now) {
  const year = inShanghai(at).getUTCFullYear();
  const name = { 0: "今天 ", 1: "昨天 " }[dayNumber(now) - dayNumber(at)] || "";
  return name + (year === inShanghai(now).getUTCFullYear() ? "" : `${year}年`) + dateOf(at);
}
