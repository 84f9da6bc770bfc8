import * as P from "./protocol.js";
import { page } from "./nodes.js";

/** @type {Encode} */
const encode = (value, check) =>
  JSON.stringify(value, check).replace(/\\\\|\\ud[89a-f]../g, (found) => (found[1] > "\\" ? "\ufffd" : found));

const reload = () => {
  try {
    const times = `${sessionStorage.domsync},${Date.now()}`.split(",").slice(-4);
    if (+times[3] - +times[0] < 6e4) return false;
    sessionStorage.domsync = times.join();
    location.reload();
    return true;
  } catch {
    return false;
  }
};

/** @type {Connect} */
export const connect = (driver) => {
  let { token } = driver;
  /** @type {WebSocket | null} */
  let ws = null;
  /** @type {[number, string][]} */
  let waiting = [];
  let [ready, late, stopped, skip] = [false, false, false, false];
  let [last, tries, heard, fault] = [0, 0, 0, 0];
  let [beat, retry, news, ack] = /** @type {Timer[]} */ ([]);

  const isFull = () => waiting.length > 255 || ("" + waiting).length > 262143;
  const tell = () => stopped || driver.status(isFull() ? "full" : late ? "offline" : "");
  const seen = () => [...page.docs.values()].filter((doc) => doc.seq > 0).map((doc) => [doc.number, doc.seq]);
  const expect = () => {
    news ||= setTimeout(() => {
      late = true;
      tell();
    }, 1e3);
  };

  /** @type {Socket} */
  const socket = {
    open() {
      clearTimeout(retry);
      ws = new WebSocket(new URL(driver.url, location.href.replace("http", "ws")), "domsync.1");
      ws.onopen = () => ws?.send(encode([0, P.HELLO, { v: 1, token, seen: seen(), sent: last, dirty: driver.unsent() }]));
      ws.onmessage = ({ data }) => socket.receive(JSON.parse(data));
      ws.onclose = ({ target, code, reason }) => target === ws && socket.closed(code, reason);
      heard = Date.now();
      expect();
      socket.pulse();
    },

    pulse() {
      const silent = Date.now() - heard;
      clearTimeout(beat);
      if (silent >= 45e3) return socket.closed(1006, "");
      if (silent >= 25e3) socket.control(P.PING);
      beat = setTimeout(socket.pulse, (silent < 25e3 ? 25e3 : 45e3) - silent);
    },

    closed(code, reason) {
      const old = ws;
      const isFault = P.FAULT.includes(code);
      ws = null;
      old?.close();
      ready = false;
      clearTimeout(beat);
      const isReload = P.RELOAD.includes(code);
      if (isReload && reload()) return;
      if (isReload || P.STOP.includes(code) || (isFault && Date.now() - fault < 6e4)) {
        stopped = true;
        return driver.status(code === 1000 ? "" : code === 4409 ? "elsewhere" : "stopped");
      }
      if (isFault) {
        fault = Date.now();
        skip = true;
        for (const doc of page.docs.values()) doc.seq = -1;
      }
      const range = +(/^101[23]$/.test("" + code) && reason.replace(/\D/g, "")) || Math.min(1e4, 250 * 2 ** tries++);
      retry = setTimeout(socket.open, Math.random() * (document.hidden ? 3e4 : range) + (code === 4429 ? 5e3 : 0));
      expect();
    },

    receive(frame) {
      const [number, kind, value] = frame;
      const isFrame = number >= 0;
      heard = Date.now();
      if (isFrame || kind === P.ACK || kind === P.REFUSED) {
        page.acked = Math.max(page.acked, value);
        socket.settle(value);
      }
      if (isFrame) driver.frame(frame);
      else if (kind === P.WELCOME) socket.welcome(value);
      else if (kind === P.NOTICE) driver.notice(value);
      else if (kind === P.GO) driver.go(value);
    },

    settle(n) {
      waiting = waiting.filter((event) => event[0] > n);
      tell();
    },

    welcome(session) {
      if (!session.resumed && token) {
        waiting = [];
        page.acked = last;
        driver.forgotten();
      }
      token = session.token;
      late = false;
      clearTimeout(news);
      news = tries = 0;
      socket.settle(session.received);
      if (skip) waiting.shift();
      skip = false;
      ready = true;
      for (const doc of page.docs.values()) doc.asked = false;
      for (const [, text] of waiting) ws?.send(text);
    },

    control: (...parts) => ready && ws?.send(encode([0, ...parts])),

    event(parts) {
      let long = 0;
      const text = encode([last + 1, ...parts], (_, value) => {
        if (typeof value === "string") long = Math.max(long, value.length);
        return value;
      });
      if (long > 32768 || (text.length > driver.max / 3 && new Blob([text]).size > driver.max)) return -1;
      if (stopped || isFull()) return 0;
      waiting.push([++last, text]);
      tell();
      if (ready) ws?.send(text);
      return last;
    },

    acknowledge(number) {
      ack ||= setTimeout(() => {
        ack = 0;
        socket.control(P.ACK, seen());
      }, number ? 3e4 : 1e3);
    },

    wake() {
      if (stopped || document.hidden) return;
      if (!ws) return socket.open();
      heard = Math.min(heard, Date.now() - 4e4);
      socket.pulse();
    },
  };
  for (const type of ["online", "visibilitychange"]) addEventListener(type, socket.wake);
  socket.open();
  return socket;
};
