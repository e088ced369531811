// What a person sees in the place of a field that is clear as glass until it is touched: its label, or what is drawn there
// for it alone. A trap for robots is as clear; nothing is drawn in its place, or another field is.
//
// veiled(page, element) gives that element; null for a field that nobody can know of.
(page, element) => {
  "use strict";
  const { seen, textOf, parentOf, clipped } = page, FIELDS = "input:not([type=hidden]), select, textarea";
  const box = element.getBoundingClientRect(), clear = (one) => getComputedStyle(one).opacity === "0";
  if (!element.matches("input, textarea") || /^(checkbox|radio|file|submit|button|image|reset|hidden)$/.test(element.type)) return null;
  if (element.tabIndex < 0 || box.width < 20 || box.height < 12 || !element.checkVisibility({ checkVisibilityCSS: true }) || clipped(element)) return null;
  const alone = (one) => one.querySelectorAll(FIELDS).length === 1;
  const shell = parentOf(element), glass = clear(element) ? element : shell && clear(shell) && alone(shell) && !textOf(shell) ? shell : null;
  const holder = glass && parentOf(glass);
  if (!holder || !seen(holder)) return null;
  const middle = (one) => { const at = one.getBoundingClientRect(); return [(at.left + at.right) / 2, (at.top + at.bottom) / 2]; };
  const lies = (one) => { const [x, y] = middle(one); return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom; };
  const written = (one) => textOf(one) && !one.contains(element) && seen(one, true) && lies(one);
  const others = [...(element.form || document).querySelectorAll(FIELDS)].filter((one) => one !== element && seen(one));
  if (others.some(lies)) return null;
  return [...(element.labels || [])].find(written) || (alone(holder) && [...holder.children].find(written)) || null;
}
