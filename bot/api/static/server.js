/** Asking the server, and what its refusals mean. */

export const API = "/api/chat";
export const UNKNOWN_FAULT = "这条消息没有发出去，请稍后再试。";

export const backOff = (attempt) => Math.min(1000 * 2 ** attempt, 20_000) * (0.8 + Math.random() * 0.4);

/** Ask the server; give up after `patience` milliseconds, so that a dead connection is noticed. */
export async function ask(path, options = {}, patience = 20_000) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    const answer = await fetch(path, { credentials: "same-origin", cache: "no-store", signal: stop.signal, ...options });
    const body = await answer.json().catch(() => null);
    return { ok: answer.ok && body !== null, status: answer.status, body };
  } finally {
    clearTimeout(timer);
  }
}

export const asJson = (value) => ({
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(value),
});

/** The server understood and will not: the same question again gets the same answer (408 is only a slow line). */
export const isRefusal = (status) => status >= 400 && status < 500 && status !== 408;

export function faultOf({ status, body }) {
  const fault = body && body.error;
  if (fault) return typeof fault === "string" ? fault : fault.message || UNKNOWN_FAULT;
  return status === 413 ? "照片太大，没有发出去。" : UNKNOWN_FAULT;
}
