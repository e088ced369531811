// Tells which of several places that hold our words is the chat's: a page repeats them in logs, lists, heads and titles.
//
// `places(tools, bubble, past)` gives {writesIn, aside, out, soft, depth, nearer, rivalled, isList}. The chat is where we write:
// of two places the one whose common ancestor with the input is deeper; and no place farther from the input, in the mark-up or
// on the screen, than a list of lines is.
(tools, bubble, past) => {
  "use strict";
  const { kids, visible, all, up, within, inside } = tools;
  const { fold } = bubble;
  const { textOf } = past;

  let writing = null;
  const anchored = () => Boolean(writing) && writing.isConnected && visible(writing);
  const chainOf = (element) => { const chain = []; for (let at = element; at && at.nodeType === 1; at = up(at)) chain.push(at); return chain; };
  const commonWith = (element) => anchored() ? chainOf(element).find((at) => within(writing, at)) || null : null;
  // How deep the place stands that it shares with the input.
  const depth = (element) => { const common = commonWith(element); return common ? chainOf(common).length : 0; };
  // What holds the input and not this element, as high up as can be.
  const nearer = (element) => {
    const common = commonWith(element);
    return common ? chainOf(writing).find((at) => up(at) === common) || null : null;
  };

  // How far what holds this element, below what it shares with the input, lies from the input; in steps of 10 pixels.
  const gap = (element) => {
    const common = commonWith(element), box = common && chainOf(element).find((at) => up(at) === common);
    if (!box) return 0;
    const [one, other] = [box, writing].map((each) => each.getBoundingClientRect());
    const between = Math.max(one.top - other.bottom, other.top - one.bottom, 0) + Math.max(one.left - other.right, other.left - one.right, 0);
    return Math.round(between / 10);
  };

  // -- lists of lines ---------------------------------------------------------------------------------------------------
  const LEAST = { high: 120, wide: 150 }; // px
  const BOXES = "div, ul, ol, dl, section, main, article, table, tbody, fieldset, p, span";
  const turns = (box) => { // downwards, and not only sideways
    const style = getComputedStyle(box);
    return /auto|scroll/.test(style.overflowY) && !(box.scrollWidth > box.clientWidth + 1 && box.scrollHeight <= box.clientHeight + 1);
  };
  const isList = (box) => (/^(log|feed)$/.test(box.getAttribute("role") || "") || turns(box)) && box.clientHeight >= LEAST.high && box.clientWidth >= LEAST.wide && visible(box);
  const listsIn = (root) => all(`${BOXES}, [role=log], [role=feed]`, root).filter((box) => !within(writing, box) && isList(box));
  const listOf = (element) => { for (let at = element; at && at.nodeType === 1 && !within(writing, at); at = up(at)) if (isList(at)) return at; return null; };
  const holdsList = (box) => isList(box) || listsIn(box).length > 0;
  // Other lists of lines that share as much with the input as the one in which this stands, and lie nearer to it.
  const closer = (element) => {
    const common = listOf(element) && commonWith(element);
    return common ? kids(inside(common)).filter((box) => !within(element, box) && !within(writing, box) && visible(box) && holdsList(box) && box.clientHeight >= 0.5 * listOf(element).clientHeight && gap(box) < gap(element)) : [];
  };
  const highOf = (element, common) => { const box = (chainOf(element).find((at) => up(at) === common) || element).getBoundingClientRect(); return Math.min(box.bottom, innerHeight) - Math.max(box.top, 0); };
  // A list of lines stands nearer to the input than this, and is no small thing beside it.
  const rivalled = (element) => {
    const box = nearer(element);
    return Boolean(box) && box !== writing && listsIn(box).some((list) => list.clientHeight >= 0.3 * highOf(element, up(box)));
  };

  // -- what says of itself that it is no line ------------------------------------------------------------------------------
  const NAMED = /(^|[\s_])(?:(?:user|nick|room|group|channel|display|contact|member|account|visitor|guest|chat|thread|conversation)[-_]?(?:name|title)|name|nick|nickname|username|author|sender)(?=$|[\s_])/i;
  const TOOLS = /(^|[\s_-])(?:debug(?:ger)?|console|dev-?tools?|inspector|event-?log|side-?bar|side-?nav|breadcrumbs?)(?=$|[\s_-])/i;
  const marksOf = (element) => `${element.getAttribute("class") || ""} ${element.getAttribute("id") || ""}`;
  // Our words alone, in a box of one line that cuts what is longer: a title.
  const cut = (element) => {
    const own = fold(textOf(element));
    for (let at = element, step = 0; at && at.nodeType === 1 && step < 3 && fold(textOf(at)) === own; at = up(at), step += 1) {
      const style = getComputedStyle(at);
      if (style.textOverflow === "ellipsis" && style.whiteSpace === "nowrap" || style.webkitLineClamp === "1") return true;
    }
    return false;
  };
  const called = (element) => { const own = fold(textOf(element)); for (let at = element, step = 0; at && at.nodeType === 1 && step < 2 && fold(textOf(at)) === own; at = up(at), step += 1) if (NAMED.test(at.getAttribute("class") || "")) return true; return false; };
  const around = (element, says) => { for (let at = element; at && at.nodeType === 1 && at !== document.body && !(writing && within(writing, at)); at = up(at)) if (says(at)) return true; return false; };
  const sideways = (at) => /^(header|nav|aside)$/.test(at.localName) || /^(banner|navigation|complementary|toolbar|tab|option|treeitem)$/.test(at.getAttribute("role") || "") || TOOLS.test(marksOf(at));
  const pressed = (at) => /^(button|a|summary)$/.test(at.localName) || /^(button|link)$/.test(at.getAttribute("role") || "");
  // Many a page calls a conversation by our first words, on a button or in large letters; a bubble may be either.
  const soft = (element) => /^h[1-3]$/.test(element.localName) || around(element, pressed) || (!anchored() && around(element, sideways));
  const listed = (element) => { const common = commonWith(element); return Boolean(common) && !listOf(element) && listsIn(common).length > 0; };
  const aside = (element) => cut(element) || called(element) || (anchored() && around(element, sideways));
  // It is no line of the chat.
  const out = (element) => aside(element) || rivalled(element) || closer(element).length > 0 || (soft(element) && listed(element));

  return { writesIn: (input) => { writing = input || writing; }, aside, out, soft, depth, nearer, rivalled, isList };
}
