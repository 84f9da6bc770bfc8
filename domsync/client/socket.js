// The connection. What was not handled is sent again; its number keeps it from being run twice.

import * as P from "./protocol.js";
import { docs, state } from "./nodes.js";

/** @type {Encode} */
const encode = (value, check) =>
  JSON.stringify(value, check).replace(/\\\\|\\ud[89a-f]../g, (found) => (found[1] > "\\" ? "\ufffd" : found));

/** Reloads the page, but not for ever; whether it does. */
function reload() {
  const now = Date.now();
  try {
    const past = JSON.parse(sessionStorage.domsync || "[]").filter((/** @type {number} */ time) => now - time < 6e4);
    if (past.length > 2) return false;
    sessionStorage.domsync = JSON.stringify([...past, now]);
    location.reload();
    return true;
  } catch {
    return false;
  }
}

/** @type {Connect} */
export function connect(page) {
  let { token } = page;
  /** @type {WebSocket | null} */
  let ws = null;
  /** Events that the server has not handled. @type {[number, string][]} */
  let waiting = [];
  let ready = false;
  let late = false;
  let stopped = false;
  // The event that closed the connection is not sent again.
  let skip = false;
  let last = 0;
  let tries = 0;
  let heard = 0;
  let fault = 0;
  let [beat, retry, news, ack] = /** @type {Timer[]} */ ([]);

  const full = () => waiting.length > 255 || waiting.reduce((sum, [, text]) => sum + text.length, 0) > 262143;
  const tell = () => stopped || page.status(full() ? "full" : late ? "offline" : "");
  const seen = () => [...docs.values()].filter((doc) => doc.seq > 0).map((doc) => [doc.number, doc.seq]);
  /** @type {Socket["control"]} */
  const control = (...parts) => ready && ws?.send(encode([0, ...parts]));

  const open = () => {
    const dirty = page.unsent();
    const url = new URL(page.url, location.href);
    clearTimeout(retry);
    url.protocol = url.protocol.replace("http", "ws");
    ws = new WebSocket(url, "domsync.1");
    ws.onopen = () =>
      ws?.send(encode([0, P.HELLO, { v: 1, token, seen: seen(), sent: last, dirty: dirty.length ? dirty : undefined }]));
    ws.onmessage = ({ data }) => receive(JSON.parse(data));
    ws.onclose = ({ code, reason }) => closed(code, reason);
    heard = Date.now();
    pulse();
  };

  const pulse = () => {
    const silent = Date.now() - heard;
    clearTimeout(beat);
    if (silent >= 45e3) return closed(1006, "");
    if (silent >= 25e3) control(P.PING);
    beat = setTimeout(pulse, (silent < 25e3 ? 25e3 : 45e3) - silent);
  };

  const expect = () => {
    news ||= setTimeout(() => {
      late = true;
      tell();
    }, 1e3);
  };

  /** @type {OnClose} */
  const closed = (code, reason) => {
    const isFault = P.FAULT.includes(code);
    if (ws) ws.onopen = ws.onmessage = ws.onclose = null;
    ws?.close();
    ws = null;
    ready = false;
    clearTimeout(beat);
    if (P.RELOAD.includes(code) ? !reload() : P.STOP.includes(code) || (isFault && Date.now() - fault < 6e4)) {
      page.status(code === 1000 ? "" : code === 4409 ? "elsewhere" : "stopped");
      stopped = true;
    }
    if (stopped || P.RELOAD.includes(code)) return clearTimeout(news);
    if (isFault) {
      fault = Date.now();
      skip = true;
      for (const doc of docs.values()) doc.seq = -1;
    }
    // The server may say within how many milliseconds it wants to see its pages again.
    const range = +(code === 1012 || code === 1013 ? reason.replace(/\D/g, "") : 0) || Math.min(1e4, 250 * 2 ** tries++);
    retry = setTimeout(open, Math.random() * (document.hidden ? 3e4 : range) + (code === 4429 ? 5e3 : 0));
    expect();
  };

  /** @type {OnNumber} */
  const handled = (n) => {
    state.acked = Math.max(state.acked, n);
    settle(n);
  };

  /** @type {OnNumber} */
  const settle = (n) => {
    const was = full();
    waiting = waiting.filter((event) => event[0] > n);
    if (was) tell();
  };

  /** @type {OnFrame} */
  const receive = (frame) => {
    const [number, kind, value] = frame;
    heard = Date.now();
    if (number >= 0) {
      handled(value);
      page.frame(frame);
    } else if (kind === P.WELCOME) welcome(value);
    else if (kind === P.ACK || kind === P.REFUSED) handled(value);
    else if (kind === P.NOTICE) page.notice(value);
    else if (kind === P.GO) page.go(value);
  };

  /** @type {OnWelcome} */
  const welcome = (session) => {
    if (!session.resumed && token) {
      // Another session: what was meant for the old one is void.
      waiting = [];
      state.acked = last;
      page.forgotten();
    }
    token = session.token;
    settle(session.received);
    if (skip) waiting.shift();
    for (const doc of docs.values()) doc.asked = false;
    skip = late = false;
    ready = true;
    tries = 0;
    clearTimeout(news);
    news = 0;
    tell();
    for (const [, text] of waiting) ws?.send(text);
  };

  for (const type of ["online", "visibilitychange"]) {
    addEventListener(type, () => {
      if (stopped || document.hidden) return;
      if (!ws) return open();
      // It looks alive; it has five seconds to show it.
      heard = Math.min(heard, Date.now() - 4e4);
      pulse();
    });
  }
  open();
  expect();

  return {
    control,
    event(parts) {
      let long = 0;
      const text = encode([last + 1, ...parts], (_, value) => {
        if (typeof value === "string") long = Math.max(long, value.length);
        return value;
      });
      if (long > 32768 || new Blob([text]).size > page.max) return -1;
      if (stopped || full()) return 0;
      waiting.push([++last, text]);
      tell();
      if (ready) ws?.send(text);
      return last;
    },
    acknowledge() {
      ack ||= setTimeout(() => {
        ack = 0;
        control(P.ACK, seen());
      }, 1e3);
    },
  };
}
