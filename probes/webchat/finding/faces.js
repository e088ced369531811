// Tells a small picture of who speaks, drawn before there are words beside it, from a picture that was sent (0172).
//
// `faces(tools)` gives {shows, stands, level, waits}. A picture that may be opened, a sign in place of words, and one in a bubble that fits
// it were sent, however small.
(tools) => {
  "use strict";
  const { kids, all, now, up, within } = tools;
  const SMALL = 48, LARGEST = 96; // px: what is larger is no portrait
  const KNOWN = 80; // px, where the same one stands beside words elsewhere
  const ROOM = 4; // px that a bubble leaves around what it holds; a frame leaves none
  const SNUG = 80; // px that it is wider at most: a row takes the whole width
  const CALLED = /(^|[\s_-])(?!(?:has|with|no|show)-)(?:avatars?|portraits?|headimg|userpic|face)(?=$|[\s_-])/i;

  const chain = (media, unit) => { const found = []; for (let at = up(media); at && at !== unit && at.nodeType === 1 && within(at, unit); at = up(at)) found.push(at); return found; };
  const called = (box) => CALLED.test(`${box.getAttribute("class") || ""} ${box.getAttribute("id") || ""}`.replace(/([a-z])([A-Z])/g, "$1-$2"));
  const round = (box, style) => style.overflow !== "visible" && (/%/.test(style.borderTopLeftRadius) ? parseFloat(style.borderTopLeftRadius) >= 50 : parseFloat(style.borderTopLeftRadius) * 2 >= Math.max(box.width, box.height) - 1);
  const holds = (outer, box) => outer.width - box.width >= ROOM && outer.height - box.height >= ROOM && outer.width - box.width <= SNUG && outer.height - box.height <= SNUG;
  const source = (media) => media.currentSrc || media.src || "";
  // What holds it and not this line: with words in it, it is somebody's line, or the head of the chat.
  const besideWords = (media, unit) => {
    let row = null;
    for (let at = up(media); at && at.nodeType === 1 && !within(unit, at); at = up(at)) row = at;
    return Boolean(row) && /\p{L}{2}/u.test(row.textContent);
  };
  const elsewhere = (media, unit, box) => all("img").some((one) => {
    if (one === media || !source(one) || source(one) !== source(media) || within(one, unit)) return false;
    return Math.abs(one.getBoundingClientRect().width - box.width) <= 2 && besideWords(one, unit);
  });
  // `painted` tells whether a box has a ground or an edge of its own.
  const shows = (media, unit, painted) => {
    const box = media.getBoundingClientRect();
    if (media.localName !== "img" || Math.max(box.width, box.height) > LARGEST || box.width > box.height * 1.2 || box.height > box.width * 1.2) return false;
    const around = chain(media, unit), frames = around.filter((one) => one.getBoundingClientRect().width <= LARGEST);
    if (frames.some(called)) return true;
    if (media.closest("a[href], button") || /zoom/.test(getComputedStyle(media).cursor) || /\p{Extended_Pictographic}/u.test(media.alt)) return false;
    if (frames.some((one) => round(one.getBoundingClientRect(), getComputedStyle(one)))) return true;
    if ([...around, unit].some((one) => painted(one) && holds(one.getBoundingClientRect(), box))) return false;
    return Math.max(box.width, box.height) <= SMALL || Math.max(box.width, box.height) <= KNOWN && elsewhere(media, unit, box);
  };

  // For how long a portrait has stood there alone, in milliseconds.
  const since = new WeakMap();
  const stands = (media) => { if (!since.has(media)) since.set(media, now()); return now() - since.get(media); };

  // Right before or after it, at its height, stand words: their own row holds no portrait.
  const level = (unit) => [unit.previousElementSibling, unit.nextElementSibling].some((other) => {
    if (!other || !/[\p{L}\p{N}]/u.test(other.textContent)) return false;
    const [one, two] = [unit, other].map((each) => each.getBoundingClientRect());
    return two.height > 0 && Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top) > Math.min(one.height, two.height) / 2;
  });

  // Moving dots are often a picture. What it is called ends so: "bot-typing.gif" does, "loading-ramp.jpg" does not.
  const WAITING = /(^|[^a-z])(typing|loading|loader|spinner|thinking|ellipsis|dots|加载中|正在输入)([ _-]?(dots|icon|img|image|indicator|animation|gif|\d+x?))*$/i;
  const waits = (media) => {
    const box = up(media), alone = box && box.nodeType === 1 && kids(box).length === 1 && !box.textContent.trim();
    const file = source(media).split(/[?#]/)[0].split("/").pop().replace(/\.\w+$/, "");
    const names = [...media.classList, ...(alone ? box.classList : []), file, (media.alt || "").replace(/[\s.…。]+$/, "")];
    return names.some((name) => WAITING.test(name.replace(/([a-z])([A-Z])/g, "$1-$2")));
  };
  return { shows, stands, level, waits };
}
