// Finds what a form asks so as to tell people from robots, where it is none of the known captchas: pictures to choose
// from, or something to be slid. Returns [selector, element] of the words that ask.
({ roots, seen, textOf, tidy }, words) => {
  const LONGEST = 120, matcher = (list) => new RegExp(list.join("|"), "i");
  const choosing = matcher(words.choosing), sliding = matcher(words.sliding);
  const pressed = (picture) => seen(picture) && (picture.closest("button, a, label, [role=button]") || getComputedStyle(picture).cursor === "pointer");
  const pictures = (asks) => [asks.parentElement, asks.parentElement?.parentElement]
    .some((around) => around && !around.matches("form") && [...around.querySelectorAll("img, svg, canvas")].filter(pressed).length > 1);
  const moved = (asks) => [asks, ...(asks.parentElement?.querySelectorAll("*") || [])].some((one) => /move|grab|pointer|resize/.test(getComputedStyle(one).cursor));
  const named = (element) => (element.id ? `[id="${CSS.escape(element.id)}"]` : element.tagName.toLowerCase());
  const found = [];
  for (const root of roots) {
    for (const element of root.querySelectorAll("p, div, span, b, strong, label, legend, h1, h2, h3, h4, h5, td, li")) {
      const text = element.textContent.length < 4 * LONGEST && seen(element) ? tidy(textOf(element)) : "";
      if (!text || text.length > LONGEST || element.querySelector("input:not([type=hidden]), select, textarea")) continue;
      if ((choosing.test(text) && pictures(element)) || (sliding.test(text) && moved(element))) found.push([named(element), element]);
    }
  }
  return found.slice(0, 1);
}
