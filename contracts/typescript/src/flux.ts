// Follows the feed live, from connection to connection.
import { AnswerError, ProblemeError, ReconciliationClient } from "./client.js";
import type { ElementDeFlux, EpoqueCommencee, RepriseDeFlux, Vue } from "./types.js";

/**
 * What a copy is told. It stores each change and its cursor together, and starts again with the last cursor that it stored.
 * - soin: overwrite what is held of it.
 * - remove: hold nothing of it any more; it was erased, or replacedBy took its lines.
 * - epoque: another history of the database began. Ask again by its id for each view that is held and isDoubtful; 404: remove it. Keep
 *   the cursor that is stored: the feed goes on from before that instant, and what comes overwrites. depuis null: all others are doubtful.
 */
export type FluxChange =
  | { kind: "soin"; curseur: string; element: ElementDeFlux }
  | { kind: "remove"; curseur: string; soinId: string; replacedBy: string | null }
  | { kind: "epoque"; curseur: string | null; epoque: EpoquePlace };

/** A history that began, and the instant from which what others said is in doubt. */
export type EpoquePlace = Omit<EpoqueCommencee, "depuis"> & { depuis: string | null };

export interface FollowOptions {
  /** The cursor that was stored last; null: from the beginning. */
  apres?: string | null;
  /** Ends it. */
  signal?: AbortSignal;
  /** The longest pause before a connection is taken up again, in milliseconds. */
  pauseMax?: number;
  /** The time without a byte after which a connection is taken for dead, in milliseconds: the service sends something every 15 s. */
  silence?: number;
  /** Told of each failure after which the feed is asked again: to log it, and to see that an address is wrong. */
  retried?: (failure: unknown) => void;
}

/** Whether a view that is held may never have happened in the history that began. */
export function isDoubtful(vue: Pick<Vue, "epoque" | "misAJourLe">, epoque: EpoquePlace): boolean {
  return vue.epoque !== epoque.epoque && (epoque.depuis === null || Date.parse(vue.misAJourLe) >= Date.parse(epoque.depuis));
}

const FIRST_PAUSE = 1000;

/** The feed without end: what is there after a cursor, then what comes. A refusal that does not pass by waiting is thrown. */
export async function* followFlux(client: ReconciliationClient, options: FollowOptions = {}): AsyncGenerator<FluxChange, void> {
  const { signal, pauseMax = 30_000, silence = 45_000 } = options;
  let apres = options.apres ?? null;
  let announced: string | null = null;
  let pause = Math.min(FIRST_PAUSE, pauseMax);
  while (!signal?.aborted) {
    let resume: RepriseDeFlux | null = null;
    try {
      for await (const event of connect(client, apres, silence, signal)) {
        if (event.type === "curseur-perime") {
          resume = JSON.parse(event.data) as RepriseDeFlux;
          break;
        }
        const change = changeOf(event);
        // The history that a refusal announced stands in the feed too: what was read since is of it.
        if (change.kind !== "epoque" || change.epoque.epoque !== announced) {
          yield change;
        }
        [apres, pause] = [event.id, Math.min(FIRST_PAUSE, pauseMax)];
      }
    } catch (failure) {
      if (signal?.aborted) {
        return;
      }
      const refusal = failure instanceof ProblemeError ? failure : null;
      resume = refusal?.code === "curseur-perime" ? refusal.probleme as unknown as RepriseDeFlux : null;
      // A place of which nothing is known has no place to go on from: asking again does not help.
      if (!resume?.epoque) {
        if (!passes(failure)) {
          throw failure;
        }
        options.retried?.(failure);
        pause = refusal?.retryAfterSeconds == null ? pause : refusal.retryAfterSeconds * 1000;
      }
    }
    if (resume?.epoque) {
      yield { kind: "epoque", curseur: null, epoque: { epoque: resume.epoque, precedente: resume.precedente, depuis: resume.depuis } };
      [apres, announced] = [resume.reprise, resume.epoque];
    }
    await delay(pause, signal);
    pause = Math.min(2 * pause, pauseMax);
  }
}

interface ServerEvent {
  type: string;
  id: string | null;
  data: string;
}

function changeOf(event: ServerEvent): FluxChange {
  const data = JSON.parse(event.data) as ElementDeFlux & EpoqueCommencee & { efface?: boolean };
  const curseur = event.id ?? data.curseur;
  if (event.type === "EpoqueCommencee") {
    return { kind: "epoque", curseur, epoque: data };
  }
  return data.efface === true || data.remplacePar
    ? { kind: "remove", curseur, soinId: data.soinId, replacedBy: data.remplacePar ?? null }
    : { kind: "soin", curseur, element: data };
}

// A connection ends with an error when nothing comes for too long: one that nobody closed looks like one on which nothing happens.
async function* connect(
  client: ReconciliationClient, apres: string | null, silence: number, signal: AbortSignal | undefined,
): AsyncGenerator<ServerEvent, void> {
  const end = new AbortController();
  const abort = () => end.abort();
  signal?.addEventListener("abort", abort);
  // What the caller does with an event takes as long as it takes: only waiting for bytes is timed.
  const timely = async <T>(waiting: Promise<T>): Promise<T> => {
    const timer = setTimeout(abort, silence);
    try {
      return await waiting;
    } finally {
      clearTimeout(timer);
    }
  };
  try {
    const headers = { Accept: "text/event-stream", ...(apres === null ? {} : { "Last-Event-ID": apres }) };
    const answer = await timely(client.call("GET", "flux", { headers, signal: end.signal }));
    const type = answer.headers.get("Content-Type") ?? "";
    if (!/^text\/event-stream\b/i.test(type) || answer.body === null) {
      throw new AnswerError(answer.status, answer.url, `no feed, but ${type || "no content type"}`);
    }
    const [reader, decoder] = [answer.body.getReader(), new TextDecoder()];
    let [text, event]: [string, ServerEvent] = ["", { type: "", id: null, data: "" }];
    for (;;) {
      const { done, value } = await timely(reader.read());
      if (done) {
        return;
      }
      const lines = (text + decoder.decode(value, { stream: true })).split("\n");
      text = lines.pop() ?? "";
      for (const line of lines) {
        if (line !== "" && line !== "\r") {
          event = withLine(event, line.replace(/\r$/, ""));
        } else if (event.data !== "") {
          yield event;
          event = { type: "", id: event.id, data: "" };
        }
      }
    }
  } finally {
    signal?.removeEventListener("abort", abort);
    end.abort();
  }
}

function withLine(event: ServerEvent, line: string): ServerEvent {
  const [, name, value] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
  switch (name) {
    case "event":
      return { ...event, type: value ?? "" };
    case "id":
      return { ...event, id: value ?? "" };
    case "data":
      return { ...event, data: event.data === "" ? value ?? "" : `${event.data}\n${value}` };
    default:
      return event; // A comment, or the pause that the service proposes.
  }
}

// What is no answer of the service may pass by waiting, as may one that says so.
function passes(failure: unknown): boolean {
  return failure instanceof ProblemeError
    ? failure.status >= 500 || failure.status === 429
    : !(failure instanceof SyntaxError);
}

function delay(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", done);
  });
}
