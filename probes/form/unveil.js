// Scrolls through a page as a reader does: many a page shows, or loads, its parts only once they come into view.
//
// Ends with the first long field in the middle; returns true if there was anything to scroll through.
async () => {
  const MOST = 30, PAUSE = 60; // screens, milliseconds
  const page = document.scrollingElement;
  if (!page || page.scrollHeight <= innerHeight + 4) return false;
  for (let n = 0, y = 0; n < MOST && y < page.scrollHeight; n += 1, y += innerHeight * 0.7) {
    scrollTo(0, y);
    await new Promise((done) => setTimeout(done, PAUSE));
  }
  document.querySelector("form textarea, textarea")?.scrollIntoView({ block: "center" });
  return true;
}
