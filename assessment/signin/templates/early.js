// What Streamlit would ask the server before it connects, and the address it would ask first at a page of its own: on a
// bad line each is a round trip. It asks all the same, while it connects, and goes by what it is told then.
window.__streamlit = {
  BACKEND_BASE_URL: location.origin,
  HOST_CONFIG: {allowedOrigins: [location.origin], useExternalAuthToken: false},
};

// The connection is made and the page is asked for while the scripts come: three round trips less, and the server's work,
// until there are words. Streamlit is handed the connection where it would make the same one. What it asks for first is
// then compared: the same is not asked twice, and what came meanwhile is handed over; anything else is asked after it, as
// if the page had been loaded again. Where the connection has been closed meanwhile, it makes its own.
(() => {
  const Usual = window.WebSocket;
  const token = document.cookie.match(/\b_streamlit_xsrf=([^;]*)\b/)?.[1];
  const address = new URL("/_stcore/stream", location).href.replace("http", "ws");
  const early = new Usual(address, ["streamlit", token ?? "PLACEHOLDER_AUTH_TOKEN"]);
  const came = [];
  let asked;

  // A `BackMsg` with `rerun_script`, byte for byte as Streamlit writes it.
  const varint = (value) => {
    const bytes = [];
    for (let rest = BigInt.asUintN(64, BigInt(value)); ; ) {
      const low = Number(rest & 127n);
      rest >>= 7n;
      if (!rest) return [...bytes, low];
      bytes.push(low | 128);
    }
  };
  const part = (field, bytes) => [...varint((field << 3) | 2), ...varint(bytes.length), ...bytes];
  const text = (field, said) => part(field, new TextEncoder().encode(said));
  const given = (field, said) => (said ? text(field, said) : []);
  const number = (field, value) => [...varint(field << 3), ...varint(value)];

  function appearance() {
    const chosen = localStorage.getItem(`stActiveTheme-${location.pathname}-v2`);
    if (chosen === '"Light"' || chosen === '"Dark"') return JSON.parse(chosen).toLowerCase();
    return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }

  function first() {
    const context = [
      ...text(1, Intl.DateTimeFormat().resolvedOptions().timeZone), ...number(2, new Date().getTimezoneOffset()),
      ...text(3, navigator.language), ...text(4, location.origin + location.pathname), ...number(5, 0),
      ...text(6, appearance()),
    ];
    const page = decodeURIComponent(location.pathname.replace(/^\/|\/$/g, ""));
    return new Uint8Array(part(11, [
      ...given(1, location.search.slice(1)), ...part(2, []), ...given(4, page), ...part(8, context),
    ]));
  }

  early.binaryType = "arraybuffer";
  early.addEventListener("open", () => early.send(asked = first()), {once: true});
  const keep = (event) => {
    event.stopImmediatePropagation();
    came.push(event.data);
  };
  early.addEventListener("message", keep);

  // Streamlit listens by then.
  const handOver = (bytes) => {
    delete early.send;
    early.removeEventListener("message", keep);
    if (bytes.length !== asked.length || bytes.some((byte, at) => byte !== asked[at])) early.send(bytes);
    for (const data of came.splice(0)) early.dispatchEvent(new MessageEvent("message", {data}));
  };

  window.WebSocket = class extends Usual {
    constructor(to, protocols) {
      window.WebSocket = Usual;
      if (early.readyState > Usual.OPEN || new URL(to).href !== address || protocols.length > 2) {
        early.close();
        return new Usual(to, protocols);
      }
      // what it waits for has happened before it could listen
      if (early.readyState === Usual.OPEN) setTimeout(() => early.dispatchEvent(new Event("open")));
      takeOver();
      return early;
    }
  };

  // Its own first message, not the one that is sent here while the connection opens.
  function takeOver() {
    const send = () => (early.send = handOver);
    if (asked) send();
    else early.addEventListener("open", send, {once: true});
  }
})();
