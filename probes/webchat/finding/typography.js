// Tells how words are set beside our own: in the same letters or fainter, from the start of the line or in its middle.
//
// `typography(tools)` gives {alike, faint}.
(tools) => {
  "use strict";
  const { up, within, all, visible } = tools;
  const STRONG = 9, FAINT = 5.5; // contrast to the ground (WCAG 2, 1 to 21): body text is above the one, small print below the other
  const AWAY = { least: 100, share: 0.2 }; // px, and of the list's width, that a name or a picture may take at the start
  const NARROW = 32; // px of a margin

  // -- colour -------------------------------------------------------------------------------------------------------------
  const drawn = new Map();
  const inPixels = (color) => {
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.fillStyle = color; pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data].map((one, index) => index === 3 ? one / 255 : one);
  };
  // [red, green, blue, alpha], the last of 1; null where the page lets nobody know.
  const channels = (color) => {
    const parts = /^rgba?\(/.test(color) ? color.match(/[\d.]+/g).map(Number) : null;
    if (parts) return [...parts, 1].slice(0, 4);
    if (!drawn.has(color)) { try { drawn.set(color, inPixels(color)); } catch { drawn.set(color, null); } }
    return drawn.get(color);
  };
  const light = (color) => color.slice(0, 3).map((one) => one / 255).map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4).reduce((sum, one, index) => sum + one * [0.2126, 0.7152, 0.0722][index], 0);
  const over = (color, ground) => color.slice(0, 3).map((one, index) => one * color[3] + ground[index] * (1 - color[3]));
  // Null where a picture lies below the letters, or what lies below the page is not known.
  const groundOf = (element) => {
    for (let at = element; at; at = up(at)) {
      if (at.nodeType !== 1) continue;
      const style = getComputedStyle(at), color = channels(style.backgroundColor);
      if (!color || style.backgroundImage !== "none") return null;
      if (color[3] > 0.9) return color;
    }
    return window !== window.top || /dark/.test(getComputedStyle(document.documentElement).colorScheme) ? null : [255, 255, 255, 1];
  };
  const opacityOf = (element) => { let product = 1; for (let at = element; at; at = up(at)) if (at.nodeType === 1) product *= parseFloat(getComputedStyle(at).opacity); return product; };
  // To the ground, from 1 to 21; null where it is not known.
  const contrast = (element) => {
    const ground = groundOf(element), color = channels(getComputedStyle(element).color);
    if (!ground || !color) return null;
    const [one, other] = [light(over(color, ground)), light(ground)];
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  };
  const sameColor = (element, own) => getComputedStyle(element).color === getComputedStyle(own).color;
  const faint = (element, own) => opacityOf(element) < 0.75 || !sameColor(element, own) && (contrast(element) ?? FAINT) < FAINT;
  const strong = (element, own) => opacityOf(element) > 0.95 && (sameColor(element, own) ? (contrast(element) ?? FAINT) >= FAINT : (contrast(element) ?? 0) >= STRONG);

  // -- letters and place -----------------------------------------------------------------------------------------------------
  const letters = (element, own) => {
    const [style, ours] = [element, own].map((one) => getComputedStyle(one));
    const larger = parseFloat(style.fontSize) - parseFloat(ours.fontSize);
    return larger > -0.6 && larger < 2.1 && style.fontStyle === ours.fontStyle && Math.abs(style.fontWeight - ours.fontWeight) <= 100;
  };
  const listOf = (unit, own) => { let at = up(unit); while (at && !(at.nodeType === 1 && within(own, at))) at = up(at); return at || document.documentElement; };
  // What stands before the words (a picture, a stripe) is a part of what is set.
  const firstOf = (unit, element, box, backwards) => {
    const boxes = all("*", unit).slice(0, 60).filter((one) => !within(element, one) && !within(one, element) && visible(one)).map((one) => one.getBoundingClientRect()).filter((one) => one.width > 2);
    return backwards ? Math.max(box.right, ...boxes.map((one) => one.right)) : Math.min(box.left, ...boxes.map((one) => one.left));
  };
  // Near the start, and all of it not as far from there as from the end; what fills several lines is judged by its start alone.
  const starts = (element, unit, own) => {
    const style = getComputedStyle(element), backwards = style.direction === "rtl";
    if (!(/^(start|left|justify)$/.test(style.textAlign) && !backwards || /^(start|right|justify)$/.test(style.textAlign) && backwards)) return false;
    const range = document.createRange();
    range.selectNodeContents(element);
    const box = range.getBoundingClientRect(), list = listOf(unit, own).getBoundingClientRect(), first = firstOf(unit, element, box, backwards);
    const [near, edge, far] = backwards ? [list.right - box.right, list.right - first, box.left - list.left] : [box.left - list.left, first - list.left, list.right - box.right];
    const several = new Set([...range.getClientRects()].map((one) => Math.round(one.top))).size > 1;
    return near <= Math.max(AWAY.least, AWAY.share * list.width) && (several || edge < NARROW || Math.abs(edge - far) > 8);
  };
  const alike = (element, unit, own) => letters(element, own) && starts(element, unit, own) && strong(element, own);

  return { alike, faint };
}
