// A WebSocket without a server: the test opens it, passes frames to it and takes the frames that the page has sent.
{
  const sockets = [];
  let sent = [];
  window.sockets = sockets;
  window.WebSocket = class {
    readyState = 0;
    constructor(url, protocol) {
      this.url = String(url);
      this.protocol = protocol;
      sockets.push(this);
    }
    send(text) {
      // Chromium's message.
      if (this.readyState > 1) console.error("WebSocket is already in CLOSING or CLOSED state.");
      else sent.push(text);
    }
    close() {
      this.readyState = 3;
    }
  };
  const newest = () => sockets.at(-1);
  window.started = async () => {
    while (!sockets.length || !window.inside) await new Promise((next) => setTimeout(next));
  };
  window.opened = () => {
    newest().readyState = 1;
    newest().onopen();
  };
  window.arrived = (text) => newest().onmessage({ data: text });
  window.ended = (code, reason) => newest().onclose({ target: newest(), code, reason });
  window.taken = () => {
    const frames = sent;
    sent = [];
    return frames;
  };
}
