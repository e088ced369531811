// Hears what a page sends and is sent, as nobody outside it can: when our text left, and what an event stream brought.
//
// `wire(config, tools)` is called before the page's own scripts run and gives {carriedAt}.
(config, tools) => {
  "use strict";
  const { now, stringify, report } = tools;
  // When a script last sent something that held the newest of our texts, by whatever way a page can send.
  let carriedAt = 0;
  const carries = (body) => {
    const own = config.said[config.said.length - 1];
    if (!own || body == null) return;
    let text = "";
    try { text = typeof body === "string" ? body : body instanceof FormData || body instanceof URLSearchParams ? [...body.values()].join("\n") : body instanceof ArrayBuffer || ArrayBuffer.isView(body) ? new TextDecoder().decode(body) : ""; } catch { return; }
    const forms = [own, stringify(own).slice(1, -1), encodeURIComponent(own), encodeURIComponent(own).replace(/%20/g, "+")];
    if (forms.some((form) => text.includes(form))) carriedAt = now();
  };
  if (config.everywhere) {
    const overhear = (home, name, which) => {
      const real = home && home[name];
      if (typeof real === "function") home[name] = function (...given) { which(given); return real.apply(this, given); };
    };
    overhear(WebSocket.prototype, "send", (given) => carries(given[0]));
    overhear(XMLHttpRequest.prototype, "send", (given) => carries(given[0]));
    overhear(window, "fetch", (given) => carries(given[1] && given[1].body));
    overhear(Navigator.prototype, "sendBeacon", (given) => carries(given[1]));
    // Nobody outside the page sees what an event stream brings; it may say who speaks.
    const listen = EventTarget.prototype.addEventListener, pass = (event) => {
      if (typeof event.data === "string" && /[{\p{L}]/u.test(event.data)) Promise.resolve(report(stringify({ wire: event.data.slice(0, 65536), from: String(event.target.url).split("?")[0] }))).catch(() => {});
    };
    if (typeof EventSource === "function") {
      const followed = new WeakMap();
      const follow = (source, kind) => {
        const kinds = followed.get(source) || followed.set(source, new Set()).get(source);
        if (!kinds.has(kind)) { kinds.add(kind); listen.call(source, kind, pass); }
      };
      const add = EventSource.prototype.addEventListener;
      EventSource.prototype.addEventListener = function addEventListener(kind, ...more) {
        if (!/^(open|error)$/.test(kind)) follow(this, String(kind));
        return add.call(this, kind, ...more);
      };
      globalThis.EventSource = new Proxy(EventSource, { construct: (real, given, made) => { const source = Reflect.construct(real, given, made); follow(source, "message"); return source; } });
    }
  }

  return { carriedAt: () => carriedAt };
}
