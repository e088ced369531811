// The line between a chat and its server, in one of four transports; hands decoded events to `hear`.
(plan, hear) => {
  "use strict";
  const inquiry = new URLSearchParams(location.search).get("inquiry") || "";
  const key = `v${plan.base.replace(/\W/g, "")}${inquiry}`;
  const stores = {
    local: { get: () => localStorage.getItem(key), set: (value) => localStorage.setItem(key, value) },
    session: { get: () => sessionStorage.getItem(key), set: (value) => sessionStorage.setItem(key, value) },
    cookie: {
      get: () => (document.cookie.match(new RegExp(`(?:^|; )${key}=([^;]*)`)) || [])[1],
      set: (value) => { document.cookie = `${key}=${value}; path=/; samesite=lax`; },
    },
    forgets: { get: () => null, set: () => {} },
  };
  const store = stores[plan.memory];
  let visitor = store.get() || "";
  let open = false;
  let after = 0;
  let socket;
  const query = () => new URLSearchParams({ inquiry, visitor, after });
  const take = (told) => {
    if (told.n) after = told.n;
    if (told.visitor) { visitor = told.visitor; store.set(visitor); open = true; }
    if (told.line) {
      const { who, text, own } = plan.wire;
      told.line = { ...told.line, who: told.line[who] === own ? "own" : "agent", text: told.line[text] };
    }
    hear(told);
  };
  const post = (path, body) => fetch(`${plan.base}/${path}?${query()}`, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
  });
  const ways = {
    websocket() {
      socket = new WebSocket(location.origin.replace(/^http/, "ws") + `${plan.base}/socket?${query()}`);
      socket.onmessage = (event) => take(JSON.parse(event.data));
      socket.onclose = () => { open = false; hear({ lost: true }); setTimeout(ways.websocket, 600); };
    },
    socketio() {
      socket = new WebSocket(location.origin.replace(/^http/, "ws") + `${plan.base}/socket?EIO=4&${query()}`);
      socket.onmessage = ({ data }) => {
        if (data === "2") socket.send("3");
        if (data.startsWith("42")) take(JSON.parse(data.slice(2))[1]);
      };
      socket.onclose = () => { open = false; hear({ lost: true }); setTimeout(ways.socketio, 600); };
    },
    sse() {
      const source = new EventSource(`${plan.base}/events?${query()}`);
      source.onmessage = (event) => take(JSON.parse(event.data));
      source.onerror = () => { source.close(); open = false; hear({ lost: true }); setTimeout(ways.sse, 600); };
    },
    async polling() {
      try {
        const answer = await fetch(`${plan.base}/poll?${query()}`);
        for (const told of await answer.json()) take(told);
      } catch { open = false; hear({ lost: true }); }
      setTimeout(ways.polling, 300);
    },
  };
  const speak = (body) => {
    if (plan.transport === "websocket") socket.send(JSON.stringify(body));
    else if (plan.transport === "socketio") socket.send("42" + JSON.stringify(["message", body]));
    else post("say", body);
  };
  return {
    known: Boolean(visitor),
    isOpen: () => open,
    connect: () => setTimeout(ways[plan.transport], plan.connect),
    say: (text, ref) => speak({ text, ref }),
    post,
  };
}
