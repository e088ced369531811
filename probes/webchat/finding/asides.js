// Tells what stands in or among a chat's lines beside what is said there: a machine's thoughts, its sources, what it
// offers to ask next, what may be done with a line, facts about an answer, a remark that work is under way.
//
// `asides(config, eyes)` gives {fieldsIn, formOf, heads, kindOf, pressable, alikePressed, onlyOffers, onlySources, factual, command,
// tool, state, underway, thoughtful, trails}.
(config, eyes) => {
  "use strict";
  const { visible, all, up, tidy, within } = eyes;
  const words = Object.fromEntries(Object.entries(config.words).filter(([name]) => name.startsWith("aside_")).map(([name, source]) => [name.slice(6), source]));
  const whole = (name) => new RegExp(`^[^\\p{L}\\p{N}]*(?:${words[name]})[^\\p{L}\\p{N}]*$`, "iu");
  const [THOUGHT, SOURCES, OFFERS, STATE, UNDERWAY, TOOL, FACT] = ["thought", "sources", "offers", "state", "underway", "tool", "fact"].map(whole);
  const COMMANDS = new RegExp(`^[^\\p{L}\\p{N}]*(?:(?:${words.command})[^\\p{L}\\p{N}]*)+$`, "iu");

  const TRAILS = /(?:\.{2,}|[…⋯]|。{2,}|·{3,}|・{2,})["'”’」』)）\]\s]*$/u; // words that end so may go on, or make way
  const SOMEBODY = new RegExp(`^[^\\p{L}\\p{N}]*(?:${words.somebody})`, "iu");

  // -- forms ----------------------------------------------------------------------------------------------------------
  const FIELDS = "input:not([type=hidden]):not([type=button]):not([type=submit]):not([type=reset]):not([type=image]):not([type=file]):not([type=range]):not([type=search]):not([type=radio]):not([type=checkbox]), select, textarea";
  const HEADS = new RegExp(words.form_head, "iu");
  const fieldsIn = (root) => all(FIELDS, root === document ? undefined : root).filter((one) => !one.disabled && !one.readOnly && visible(one));
  // The smallest box around the fields and what sends them.
  const formOf = (fields, unit) => {
    const holds = (box) => fields.every((field) => within(field, box)) && (all("button, [role=button], input[type=submit]", box).length > 0 || box.localName === "form");
    let at = fields[0];
    while (at && at !== unit && !(at.nodeType === 1 && holds(at))) at = up(at);
    return at || unit;
  };
  // What is written over a form.
  const heads = (text) => text.length <= 160 && (HEADS.test(text) || /[:：]$/.test(text));

  // -- parts of a line, by what they are called and by their headings ------------------------------------------------
  // Only a name that is wholly one of these: a line that merely has thoughts ("with-reasoning") is still a line.
  const THINKS = /^(?!(?:has|with|no|show|is)-)(?:[a-z]+-){0,3}(?:thinking|thoughts?|reasoning|think|cot|chain-of-thought)(?:-(?:block|box|content|body|section|panel|process|details|text|container|wrapper|trace|steps?|area))?$/;
  const CITES = /^(?!(?:has|with|no|show|is)-)(?:[a-z]+-){0,3}(?:sources|citations|references|refs|footnotes|(?:source|citation|reference|ref)-(?:list|box|block|panel|container|section))$/;
  const OFFERED = /^(?!(?:has|with|no|show|is)-)(?:[a-z]+-){0,3}(?:suggestions?|quick-repl(?:y|ies)|follow-?ups?|suggested-(?:questions|replies|prompts)|related-questions)(?:-(?:list|box|block|panel|container|section|bar|wrapper))?$/;
  const namesOf = (element) => [...element.classList, element.localName.includes("-") ? element.localName : ""].map((name) => name.replace(/([a-z])([A-Z])/g, "$1-$2").replace(/_+/g, "-").toLowerCase());
  const called = (element, pattern) => namesOf(element).some((name) => pattern.test(name));
  const textOf = (element) => tidy(element.textContent || "");
  const headOf = (element) => element.localName === "details" ? element.querySelector("summary") : null;
  // What opens and shuts: a button beside what it shows.
  const folded = (element) => {
    const before = element.previousElementSibling, button = before && (before.matches("[aria-expanded]") ? before : before.querySelector("[aria-expanded]"));
    return button && THOUGHT.test(textOf(before)) ? "thought" : button && SOURCES.test(textOf(before)) ? "sources" : "";
  };
  // "thought", "sources", "offers", or "" for a part of what is said.
  const kindOf = (element) => {
    const head = headOf(element), said = head ? textOf(head) : "";
    if (said && THOUGHT.test(said) || called(element, THINKS)) return "thought";
    if (said && SOURCES.test(said) || called(element, CITES)) return "sources";
    if (called(element, OFFERED)) return "offers";
    if (element.matches("[aria-expanded]") && THOUGHT.test(textOf(element))) return "thought";
    return folded(element);
  };

  // -- what may be pressed --------------------------------------------------------------------------------------------
  // A link leads to something that was said. What shows a hand, and stands in nothing that shows one, is like a button.
  const pointed = (element) => getComputedStyle(element).cursor === "pointer" && !element.closest("a[href]:not([href^='#'])");
  const pressable = (element, unit) => {
    if (element.closest("button, [role=button]")) return true;
    if (!pointed(element)) return false;
    for (let at = element; at && at.nodeType === 1; at = up(at)) if (!pointed(at)) return within(at, unit);
    return false;
  };
  const topmost = (unit) => pointed(unit) ? [] : all("*", unit).filter((one) => pointed(one) && !one.closest("button, [role=button], a") && up(one).nodeType === 1 && !pointed(up(one)) && visible(one));
  // Those that stand side by side with it, built alike, where all can be pressed.
  const alikePressed = (unit) => pointed(unit) ? [...(unit.parentElement ? unit.parentElement.children : [])].filter((one) => one !== unit && one.localName === unit.localName && one.className === unit.className && visible(one)) : [];
  // Nothing but what may be pressed, and perhaps a heading over it.
  const onlyOffers = (unit, text) => {
    const links = all("a:not([href]), a[href^='#']", unit).filter((one) => visible(one) && textOf(one).length <= 30);
    const buttons = all("button, [role=button]", unit).filter((one) => visible(one) && textOf(one).length <= 80);
    const hands = topmost(unit).filter((one) => textOf(one) && textOf(one).length <= 80);
    const few = hands.length === 1 && !buttons.length && !COMMANDS.test(textOf(hands[0])); // one bubble that can be pressed may be a reply
    const offered = [...links, ...buttons, ...(few ? [] : hands)].map(textOf).filter(Boolean).sort((one, other) => other.length - one.length);
    if (!offered.length) return false;
    const left = tidy(offered.reduce((rest, one) => rest.replace(one, "\n"), text.replace(/\n/g, " ").replace(/ +/g, " ")));
    return !/[\p{L}\p{N}]/u.test(left) || OFFERS.test(left) || SOURCES.test(left);
  };
  // A heading of sources, and below it links and names of files.
  const onlySources = (pieces) => pieces.length > 1 && SOURCES.test(pieces[0].text) && pieces.slice(1).every((piece) => piece.text.length < 80 && (piece.element.closest("a[href]") || /\.\w{2,5}\b|\d[.)\]]/.test(piece.text)));

  return {
    fieldsIn, formOf, heads, kindOf, pressable, alikePressed, onlyOffers, onlySources,
    factual: (text) => FACT.test(text),
    command: (text) => COMMANDS.test(text),
    tool: (text) => text.length <= 80 && TOOL.test(text),
    state: (text) => text.length <= 80 && STATE.test(text),
    underway: (text) => text.length <= 90 && !/[?？]/.test(text) && UNDERWAY.test(text),
    thoughtful: (text) => THOUGHT.test(text),
    trails: (text) => text.length <= 160 && TRAILS.test(text) && !SOMEBODY.test(text),
  };
}
