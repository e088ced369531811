// Tells what a field is to one who would write there: whether it shows, whether it looks something up, and whether lines
// stand near it; and which frame is a field.
//
// `fields({seen, within, up, rectOf, named, FIELD, PRESS})` gives {shown, looksUp, logNear, documentIn}; `named(field)` =
// what names it.
(tools) => {
  "use strict";
  const { seen, within, up, rectOf, named, FIELD, PRESS } = tools;
  const LOG = "[role=log], [role=feed], [aria-live=polite]", BOX = "div, ul, ol, section, main, table, tbody";
  const LEVELS = 9, MOST = 600; // of what holds it; elements in one that is searched for a box with a bar
  const scrolls = (element) => /auto|scroll/.test(getComputedStyle(element).overflowY) && element.clientHeight > 60;

  // A field may be drawn only once it is touched: until then its label lies in its place, and a person reads that.
  const lies = (label, field) => {
    const [x, y, w, h] = rectOf(label), [left, top, width, height] = rectOf(field), cx = x + w / 2, cy = y + h / 2;
    return cx >= left && cx <= left + width && cy >= top && cy <= top + height;
  };
  const shown = (element) => {
    if (seen(element)) return true;
    if (/^(checkbox|radio)$/.test(element.type) || getComputedStyle(element).opacity !== "0" || !element.checkVisibility({ checkVisibilityCSS: true })) return false;
    const holder = up(element);
    return Boolean(holder && holder.nodeType === 1 && holder.checkVisibility({ checkOpacity: true })) && named(element).some((label) => label.textContent.trim() && seen(label) && lies(label, element));
  };

  const logAround = (element) => {
    let at = element;
    for (let step = 0; at && at.nodeType === 1 && step < LEVELS; step += 1, at = up(at)) {
      const scope = at.shadowRoot || at;
      if (!scope.querySelectorAll) continue;
      for (const one of scope.querySelectorAll(LOG)) if (!within(element, one) && seen(one)) return { log: one, sure: 2 };
      if (scope.querySelectorAll("*").length < MOST) for (const one of scope.querySelectorAll(BOX)) if (scrolls(one) && !within(element, one)) return { log: one, sure: 1 };
    }
    return { log: null, sure: 0 };
  };

  // A header stands over what it heads: one below the lines is none, whatever it is called.
  const heads = (header, element) => {
    const { log } = logAround(element);
    return !log || rectOf(header)[1] < rectOf(log)[1] + rectOf(log)[3] - 2;
  };
  // A design system puts the mark of a search around each of its fields: around one for whole lines, and with nothing else
  // in it, it says nothing.
  const looksUp = (element) => {
    if (element.closest("form[action*=search], nav")) return true;
    const header = element.closest("header");
    if (header && heads(header, element)) return true;
    const box = element.closest("[role=search]");
    const bare = box && element.localName === "textarea" && box.localName !== "form" && ![...box.querySelectorAll(`${FIELD}, ${PRESS}`)].some((one) => one !== element);
    return Boolean(box) && !bare;
  };
  const logNear = (element) => logAround(element).sure;

  // A frame that shows nothing but a document to write into, which a script of this page has put there: what is in it
  // as a whole can be edited. To a person it is a field of this page.
  const documentIn = (frame) => {
    try { const body = frame.contentDocument && frame.contentDocument.body; return body && body.isContentEditable ? body : null; } catch { return null; }
  };
  return { shown, looksUp, logNear, documentIn };
}
