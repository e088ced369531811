// Serves one Web Chat page a platform and the offline Direct Line server behind them, on 127.0.0.1 only.
// Arguments: our port, the bot's port, the Web Chat bundle's folder, and the pages as JSON {platform: html}.
import { createRequire } from 'module';
const require = createRequire(process.cwd() + '/');
const express = require('express');
const { getRouter } = require('offline-directline');

const [port, botPort, bundle, pages] = process.argv.slice(2);
const app = express();
app.use('/wc', express.static(bundle));
for (const [shop, html] of Object.entries(JSON.parse(pages))) {
  app.get(`/${shop}/page`, (asked, answer) => answer.send(html));
  // Reconnecting is part of Direct Line, but the offline server leaves it out.
  app.get(`/${shop}/directline/conversations/:id`, (asked, answer) =>
    answer.json({ conversationId: asked.params.id, expiresIn: 1800 }));
  app.use(`/${shop}`, getRouter(`http://127.0.0.1:${port}/${shop}`, `http://127.0.0.1:${botPort}/${shop}`));
}
app.listen(Number(port), '127.0.0.1');
