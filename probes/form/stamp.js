// Remembers when this document last changed, so that a moment is taken in the page and not when somebody asks.
(question) => {
  "use strict";
  let changed = Date.now();
  const load = Math.random().toString(36).slice(2, 10);
  const kept = new Set(); // drawn lists that were known once: what they show now that something is chosen tells no more
  new MutationObserver(() => { changed = Date.now(); })
    .observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  document.addEventListener(question, (event) => Object.assign(event.detail, { changed, load, kept }));
}
