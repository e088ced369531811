"use strict";
/* Before anything is drawn: which language it will be, so that no figure of another one is fetched. */
(() => {
  const root = document.documentElement, others = root.dataset.languages.split(" ").slice(1);
  const remembered = () => { try { return localStorage.getItem("silence-language"); } catch { return null; } };
  const hash = location.hash;
  const later = hash ? others.some((one) => hash === "#" + one || hash.endsWith("-" + one)) : others.includes(remembered());
  root.classList.toggle("later", later);
})();
