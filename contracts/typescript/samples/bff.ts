// A back end that keeps its browsers up to date: it follows the feed once for all of them, and tells each what becomes of the soins of its
// own member. The token of the espace stays here, and a browser is given nobody else's data.
//     RECONCILIATION_JETON=… node dist/samples/bff.js http://127.0.0.1:5080 8080 place.txt
// Only one may listen on a port. A page names its member by a cookie: curl -N -H 'Cookie: adherent=A0001234' http://127.0.0.1:8080/soins
// In the page, where show replaces what it holds of a soin, and removes it if vue is null; each connection begins anew:
//     const source = new EventSource("/soins");
//     source.addEventListener("reset", () => showNothing());
//     source.addEventListener("soin", (e) => { const { soinId, vue } = JSON.parse(e.data); show(soinId, vue); });
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { followFlux, ReconciliationClient } from "../src/index.js";

const BROWSERS_MAX = 10_000;
const KEEP_ALIVE_MILLISECONDS = 15_000;
const REREAD_MILLISECONDS = 300_000;

const [address = "", port = "8080", place = "place.txt"] = process.argv.slice(2);
const client = new ReconciliationClient({ address, token: () => process.env["RECONCILIATION_JETON"] ?? "" });

/** A page that is open: its member, and each view that it was sent, as text by its soin. */
interface Browser {
  member: string;
  answer: ServerResponse;
  sent: Map<string, string>;
  isReading: boolean;
  isStale: boolean;
}
const browsers = new Set<Browser>();

createServer(serve).listen(Number(port), "127.0.0.1");
await follow();

// Who is signed in is what the espace's own session says. Here a cookie names the member, which a real back end must not believe.
function memberOf(request: IncomingMessage): string | null {
  return /(?:^|; )adherent=([^;]+)/.exec(request.headers.cookie ?? "")?.[1] ?? null;
}

function serve(request: IncomingMessage, answer: ServerResponse): void {
  const member = memberOf(request);
  if (request.url !== "/soins" || member === null || browsers.size >= BROWSERS_MAX) {
    answer.writeHead(request.url !== "/soins" ? 404 : member === null ? 401 : 503).end();
    return;
  }
  answer.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  const browser: Browser = { member, answer, sent: new Map(), isReading: false, isStale: false };
  browsers.add(browser);
  answer.write("event: reset\ndata: {}\n\n");
  const alive = setInterval(() => answer.write(":\n\n"), KEEP_ALIVE_MILLISECONDS);
  // An element of the feed names one member. A soin of two is told to the other one by this.
  const reread = setInterval(() => void refresh(browser), REREAD_MILLISECONDS);
  answer.on("close", () => {
    clearInterval(alive);
    clearInterval(reread);
    browsers.delete(browser);
  });
  void refresh(browser);
}

// The feed says of whom something has changed; what the member sees is read from the member's own list, which counts a soin of two members
// for each of them alone. The first time all that ever was goes by, and later it goes on from its place.
async function follow(): Promise<void> {
  const apres = existsSync(place) ? readFileSync(place, "utf-8") : null;
  const retried = (failure: unknown) => console.error(`The feed is asked again: ${failure instanceof Error ? failure.message : failure}`);
  for await (const change of followFlux(client, { apres, retried })) {
    for (const browser of browsers) {
      // One that reads just now may be about to show what it no longer is.
      const isConcerned = change.kind === "epoque" || browser.isReading
        || browser.sent.has(change.kind === "remove" ? change.soinId : change.element.soinId)
        || (change.kind === "soin" && browser.member === change.element.adherentId);
      if (isConcerned) {
        void refresh(browser);
      }
    }
    if (change.kind !== "epoque") {
      writeFileSync(`${place}.new`, change.curseur);
      renameSync(`${place}.new`, place);
    }
  }
}

// One reading of a browser at a time; what changes meanwhile is read after it.
async function refresh(browser: Browser): Promise<void> {
  browser.isStale = true;
  if (browser.isReading) {
    return;
  }
  browser.isReading = true;
  try {
    while (browser.isStale) {
      browser.isStale = false;
      await show(browser);
    }
  } catch (failure) {
    console.error(`A member's soins are not read: ${failure instanceof Error ? failure.message : failure}`);
    browser.answer.destroy(); // The browser connects again by itself, and then gets all of it.
  } finally {
    browser.isReading = false;
  }
}

async function show(browser: Browser): Promise<void> {
  const gone = new Set(browser.sent.keys());
  for await (const vue of client.soins(browser.member)) {
    gone.delete(vue.soinId);
    const text = JSON.stringify(vue);
    if (browser.sent.get(vue.soinId) !== text) {
      browser.sent.set(vue.soinId, text);
      tell(browser, `{"soinId":"${vue.soinId}","vue":${text}}`);
    }
  }
  for (const soinId of gone) {
    browser.sent.delete(soinId);
    tell(browser, `{"soinId":"${soinId}","vue":null}`);
  }
}

function tell(browser: Browser, data: string): void {
  browser.answer.write(`event: soin\ndata: ${data}\n\n`);
}
