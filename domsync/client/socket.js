import * as P from "./protocol.js";
import * as dom from "./dom.js";
import { page } from "./nodes.js";
import { inputs } from "./inputs.js";
import { notice, showStatus } from "./banner.js";
import { extra, lazy } from "./lazy.js";

// In milliseconds: the silence after which the server is pinged, and the time in which it has to answer. After the
// machine has slept, the server is pinged at once and has less time.
const SILENCE = 25_000;
const PATIENCE = 20_000;
const PATIENCE_AFTER_SLEEP = 5_000;
/** A second fault within this time, in milliseconds, is no accident: the page is reloaded. */
const FAULT_MEMORY = 60_000;

/** @type {Encode} */
const encode = (value) =>
  JSON.stringify(value).replace(/\\\\|\\ud[89a-f]../g, (found) => (found[1] > "\\" ? "\ufffd" : found));

/** @type {Driver} */
let driver;
/** Events that the server has not handled, in order. @type {[n: number, text: string, key?: string][]} */
let waiting = [];
/**
 * Results of calls that may get lost with a connection, each with the number of the last event before it.
 *
 * @type {[number, unknown[]][]}
 */
let answers = [];
// The number of the newest event, and of the last one that was sent on this connection.
let [last, sent] = [0, 0];
/** @type {WebSocket | null} */
let ws = null;
/** The phase of the connection; docs/reference/protocol.md says what may be sent when. @type {Phase} */
let phase = "NEW";
/**
 * Problems that occurred without a connection, such as with the first paint; reported once there is one.
 *
 * @type {unknown[][]}
 */
const reports = [];
// `late`: the user is told that there is no connection. `skip`: the first waiting event is not sent again.
let [late, skip] = [false, false];
let [tries, heard, fault, attempt] = [0, 0, 0, 0];
// When the server was pinged (0: it has answered), and when `pulse` is due next.
let [asked, due] = [0, 0];
let [beat, retry, news, ack] = /** @type {Timer[]} */ ([]);

const tell = () => phase === "CLOSED" || showStatus(isFull() ? "full" : late ? "offline" : "");
const seen = () => [...page.docs.values()].filter((doc) => doc.seq > 0).map((doc) => [doc.number, doc.seq]);

/** @type {SendControl} */
export const control = (...parts) => page.line()?.send(encode([0, ...parts]));

/** Sends a result, and sends it again after a reconnect. @type {SendControl} */
export const answer = (...parts) => {
  if (answers.push([last, parts]) > 32) answers.shift();
  control(...parts);
};

/** @type {SendControl} */
export const report = (...parts) => {
  if (page.line()) control(...parts);
  else if (reports.length < 8) reports.push(parts);
};

const isFull = () =>
  waiting.length > 255 || waiting.reduce((sum, [, text]) => sum + text.length, 0) > 2 * page.max;

// At most 32 events are under way at a time: those that wait behind a stalled line can still be replaced by newer ones.
const pump = () => {
  const line = page.line();
  for (const [n, text] of line ? waiting : []) {
    if (n <= sent || n > waiting[0][0] + 31) continue;
    line?.send(text);
    sent = n;
  }
};

/** @type {NextEvent} */
export const nextEvent = (key) => {
  const newest = waiting.at(-1);
  return key && newest && newest[0] > sent && newest[2] === key ? last : last + 1;
};

/** @type {SendEvent} */
export const sendEvent = (parts, key = "") => {
  const n = nextEvent(key);
  const text = encode([n, ...parts]);
  if (text.length > page.max / 3 && new Blob([text]).size > page.max) return -1;
  if (phase === "CLOSED" || (n > last && isFull())) return 0;
  if (n === last) waiting.pop();
  waiting.push([(last = n), text, key]);
  pump();
  tell();
  return n;
};

/** @type {Acknowledge} */
export const acknowledge = (number) => {
  ack ||= setTimeout(() => {
    ack = 0;
    control(P.ACK, seen());
  }, number ? 3e4 : 1e3);
};

const settle = (/** @type {number} */ n) => {
  waiting = waiting.filter((event) => event[0] > n);
  answers = answers.filter(([before]) => before >= n);
  pump();
  tell();
};

// The user is told only if the connection is missing for longer than this.
const expect = () => {
  news ||= setTimeout(() => {
    late = true;
    tell();
  }, 1e3);
};

const open = () => {
  clearTimeout(retry);
  phase = "CONNECTING";
  // So that a delayed hello does not take the session from a newer connection.
  attempt += 1;
  const line = new WebSocket(driver.url.replace("http", "ws"), "domsync.1");
  ws = line;
  line.binaryType = "arraybuffer";
  line.onopen = () =>
    line.send(encode([0, P.HELLO, { v: 1, token: driver.token, seen: seen(), sent: last, attempt }]));
  line.onmessage = ({ data }) =>
    page.after(() => {
      // Bytes come before the frame that refers to them.
      if (data.byteLength) page.bytes = data;
      else if (line === ws) receive(JSON.parse(data));
    });
  line.onclose = ({ code, reason }) => line === ws && closed(code, reason);
  heard = Date.now();
  asked = 0;
  expect();
  pulse();
};

// Pings the server after a silence, and gives up a connection whose ping is not answered.
const pulse = () => {
  const now = Date.now();
  clearTimeout(beat);
  if (asked && now >= asked + PATIENCE) {
    // If the timer is late, the machine has slept, and the answer may already be waiting.
    if (now < due + PATIENCE_AFTER_SLEEP) return closed(1006, "");
    asked = now - PATIENCE + PATIENCE_AFTER_SLEEP;
    control(P.PING);
  } else if (!asked && now >= heard + SILENCE) {
    asked = now;
    control(P.PING);
  }
  due = asked ? asked + PATIENCE : heard + SILENCE;
  beat = setTimeout(pulse, due - now);
};

/**
 * With codes 1012 and 1013, the reason may be the milliseconds within which the page is to connect again.
 *
 * @type {Closed}
 */
const closed = (code, reason) => {
  const old = ws;
  const isFault = P.FAULT.includes(code);
  const wasRefused = phase === "CONNECTING" && code === 1006;
  ws = null;
  old?.close();
  phase = "DETACHED";
  clearTimeout(beat);
  if (P.STOP.includes(code)) {
    phase = "CLOSED";
    return showStatus(code === 1000 ? "" : "elsewhere");
  }
  expect();
  if (P.RELOAD.includes(code) || (isFault && Date.now() - fault < FAULT_MEMORY)) return leave();
  if (isFault) {
    fault = Date.now();
    // An event that the server could not take is not sent again.
    skip = true;
    for (const doc of page.docs.values()) doc.seq = -1;
  }
  const range = +([1012, 1013].includes(code) && reason.replace(/\D/g, "")) || Math.min(1e4, 250 * 1.1 ** tries++);
  const wait = Math.random() * (dom.read(document, "hidden") ? 3e4 : range) + (code === 4429 ? 5e3 : 0);
  openIn(wait);
  // Scripts are not told why a connection is refused; a response over HTTP may say when to come back. Without one,
  // nothing else is asked for: the server is not there.
  if (wasRefused) {
    fetch(driver.url, { method: "HEAD", redirect: "manual" })
      .then((answer) => answer.headers.has("Retry-After") && extra("reload").then(({ retryAfter }) => retryAfter(answer)))
      .then((least) => least && phase === "DETACHED" && openIn(least + wait), () => {});
  }
};

const openIn = (/** @type {number} */ ms) => {
  clearTimeout(retry);
  retry = setTimeout(open, ms);
};

// Reloads the page. A server of another version may not have this version's module, but it has a page.
const leave = () => {
  phase = "LEAVING";
  const again = () => fetch(location.href, { method: "HEAD" }).then(({ ok }) => (ok ? location.reload() : leave()), leave);
  extra("reload").then(({ reload }) => reload()).catch(() => setTimeout(again, 2e3 * Math.random()));
};

const receive = (/** @type {any} */ frame) => {
  const [number, kind, value, why] = frame;
  const isFrame = number >= 0;
  heard = Date.now();
  asked = 0;
  if (isFrame || kind === P.ACK || kind === P.REFUSED) {
    page.acked = Math.max(page.acked, value);
    settle(value);
  }
  if (kind === P.REFUSED && !isFrame) console.warn("domsync: event", value, "was refused", why || "");
  if (isFrame) (page.hold || driver.frame)(frame, driver.frame);
  else if (kind === P.WELCOME) welcome(value);
  else if (kind === P.NOTICE) notice(value);
  else if (kind === P.NAVIGATE) lazy("reload")(({ navigate }) => navigate(value, driver.url));
  else if (kind === P.WORKING) page.working = value;
  else page.controls.get(kind)?.(value);
  page.settled.forEach((run) => run(driver));
};

/** Starts or resumes a session; in a new one, events and results for the old one are dropped. @type {Welcome} */
const welcome = (session) => {
  if (!session.resumed && driver.token) {
    if (waiting[0]) console.warn("domsync: lost events:", waiting.length);
    waiting = answers = [];
    page.acked = last;
    inputs.forgotten();
  }
  driver.token = session.token;
  page.max = session.max || page.max;
  page.working = [];
  late = false;
  clearTimeout(news);
  news = tries = 0;
  settle(session.received);
  if (skip) waiting.shift();
  skip = false;
  phase = "OPEN";
  for (const doc of page.docs.values()) doc.asked = false;
  sent = 0;
  reports.splice(0).forEach((parts) => control(...parts));
  answers.forEach(([, parts]) => control(...parts));
  pump();
  if (session.resumed) driver.resumed();
};

// The page has become visible, or the network is back. A connection that looks alive has five seconds to prove it.
const wake = () => {
  if (phase === "CLOSED" || phase === "LEAVING" || dom.read(document, "hidden")) return;
  if (!ws) return open();
  control(P.PING);
  asked = Math.min(asked || Infinity, Date.now() - PATIENCE + PATIENCE_AFTER_SLEEP);
  due = Date.now() + PATIENCE_AFTER_SLEEP;
  pulse();
};

/** @type {Connect} */
export const connect = (given) => {
  driver = given;
  // A socket may be closing for some time before it says so.
  page.line = () => (phase === "OPEN" && ws?.readyState === 1 ? ws : null);
  page.waits = () => waiting.length > 0;
  page.control = control;
  for (const type of ["online", "visibilitychange"]) addEventListener(type, wake);
  open();
};
