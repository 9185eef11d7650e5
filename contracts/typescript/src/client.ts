// Calls the API with fetch: browsers' own, and that of Node 18 and later.
import type {
  PageElementDeFlux, PageVue, PaiementComplementaireEmis, PaiementRoEmis, Probleme, ReponseIngestion, Vue,
} from "./types.js";

/** The address of an instance and the identity under which to call it. */
export interface ClientOptions {
  /** The address, without /v1; a path in it, such as a gateway's prefix, stands before every call. */
  address: string;
  /** Gives a bearer token that is valid now; it is asked before every call. */
  token: () => string | Promise<string>;
  /** The reason of an agent, recorded with every access; accents are sent in UTF-8. */
  motif?: string;
  /** Another fetch, such as one that adds a trace. */
  fetch?: typeof fetch;
}

/** The service refused a call. Branch on the code, and for one that you do not know on the status. */
export class ProblemeError extends Error {
  constructor(
    readonly status: number, readonly probleme: Probleme | null, readonly retryAfterSeconds: number | null, readonly address: string = "",
  ) {
    super(probleme === null ? `${status} ${address}: no problem was given` : `${status} ${probleme.type}: ${probleme.title}`);
    this.name = "ProblemeError";
  }

  /** The code of the problem, such as soin-inconnu; null where something before the service answered. */
  get code(): string | null {
    return this.probleme?.type.split(":").pop() ?? null;
  }
}

/** Something else than the service answered: a page of a gateway, a redirect elsewhere, a wrong address. Status 0: the browser hides it. */
export class AnswerError extends Error {
  constructor(readonly status: number, readonly address: string, readonly what: string) {
    super(`${status} ${address}: ${what}`);
    this.name = "AnswerError";
  }
}

/** An answer and the tag by which to ask whether it has changed. */
export interface Tagged<T> {
  value: T;
  etag: string | null;
}

/** The filter of a member's soins; a criterion that is left out does not matter. Days are yyyy-MM-dd. */
export interface SoinsFilter {
  du?: string;
  au?: string;
  payeDu?: string;
  payeAu?: string;
  beneficiaire?: string;
  situation?: Vue["situation"][];
}

/** The page that is wanted: after a cursor, of at most limite elements; nothing is answered if it still has the tag. */
export interface PageRequest {
  curseur?: string | null;
  limite?: number;
  etag?: string | null;
}

const LARGEST_PAGE = 200;
const REDIRECTS_MAX = 5;
const REDIRECTS = [301, 302, 303, 307, 308];
const KEEP_THE_METHOD = [307, 308];

/** What a call sends beside its method and path. */
export interface CallInit {
  headers?: HeadersInit;
  body?: string;
  signal?: AbortSignal;
}

export class ReconciliationClient {
  readonly #options: ClientOptions;
  readonly #root: string;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#root = options.address.replace(/\/+$/, "") + "/v1/";
    new URL(this.#root);
  }

  /** One page of a member's soins, newest care first; null: it is the one whose tag was given. */
  readPageOfSoins(adherentId: string, filter: SoinsFilter = {}, page: PageRequest = {}): Promise<Tagged<PageVue> | null> {
    const { situation, ...days } = filter;
    const query = { ...days, situation: situation?.length ? situation.join(",") : null, curseur: page.curseur, limite: page.limite };
    return this.#read<PageVue>(`adherents/${encodeURIComponent(adherentId)}/soins`, query, page.etag);
  }

  /** A member's soins, newest care first; pages are asked for as they are needed. */
  async *soins(adherentId: string, filter: SoinsFilter = {}): AsyncGenerator<Vue, void, undefined> {
    let curseur: string | null = null;
    do {
      const page: Tagged<PageVue> | null = await this.readPageOfSoins(adherentId, filter, { curseur, limite: LARGEST_PAGE });
      yield* page!.value.elements;
      curseur = page!.value.curseurSuivant;
    } while (curseur !== null);
  }

  /** The view of a soin, or of the one that took its lines; null: it is the one whose tag was given. */
  readSoin(soinId: string, etag?: string | null): Promise<Tagged<Vue> | null> {
    return this.#read<Vue>(`soins/${encodeURIComponent(soinId)}`, {}, etag);
  }

  /** Sends lines of the régime obligatoire; answers once those accepted are durable. Sending one again is harmless. */
  sendPaiementsRo(lignes: PaiementRoEmis[]): Promise<ReponseIngestion> {
    return this.#send("paiements/ro", lignes);
  }

  /** Sends lines of the complémentaire santé. */
  sendPaiementsComplementaires(lignes: PaiementComplementaireEmis[]): Promise<ReponseIngestion> {
    return this.#send("paiements/complementaires", lignes);
  }

  /** One page of the feed after a cursor; to follow it live see followFlux. */
  async readPageOfFlux(apres?: string | null, limite: number = LARGEST_PAGE): Promise<PageElementDeFlux> {
    return (await this.#read<PageElementDeFlux>("flux", { apres, limite }))!.value;
  }

  /** Makes a call below /v1; a refusal is thrown. For calls that have no method here. */
  async call(method: string, path: string, init: CallInit = {}): Promise<Response> {
    for (let redirects = 0; ; redirects++) {
      const asked = withoutQuery(this.#root + path);
      let answer = await this.#fetch(method, path, init, { redirect: "manual" });
      if (answer.type === "opaqueredirect") {
        answer = await this.#followHidden(method, path, init);
      }
      if (REDIRECTS.includes(answer.status)) {
        await answer.body?.cancel();
        path = this.#redirected(method, answer, asked, redirects);
      } else if (answer.status >= 400) {
        throw await problem(answer, asked);
      } else {
        return answer;
      }
    }
  }

  // A browser does not say where a redirect leads, so it follows it itself. From a page of the same origin no other origin is asked; from
  // another page, none is sent the token: it is removed where a redirect leaves the origin.
  async #followHidden(method: string, path: string, init: CallInit): Promise<Response> {
    const asked = withoutQuery(this.#root + path);
    if (method !== "GET" && method !== "HEAD") {
      throw new AnswerError(0, asked, "a redirect of what is sent");
    }
    const origin = originOf(this.#root)!;
    const mode = globalThis.location?.origin === origin ? "same-origin" : "cors";
    let answer: Response;
    try {
      answer = await this.#fetch(method, path, init, { redirect: "follow", mode });
    } catch (failure) {
      if (init.signal?.aborted) {
        throw failure;
      }
      throw new AnswerError(0, asked, "a redirect that cannot be followed, such as one to another origin");
    }
    if (originOf(answer.url) !== origin) {
      await answer.body?.cancel();
      throw new AnswerError(answer.status, withoutQuery(answer.url), "a redirect to another origin");
    }
    return answer;
  }

  // The path below /v1 to which a redirect leads. A gateway may have put its own prefix before it, or have left it out, or named the
  // service by its own address: what follows /v1 is the same, and is asked at the address of the options alone.
  #redirected(method: string, answer: Response, asked: string, redirects: number): string {
    const location = answer.headers.get("Location") ?? "";
    const [path = "", query] = location.split("?", 2);
    const version = path.lastIndexOf("/v1/");
    const isOwn = KEEP_THE_METHOD.includes(answer.status) || (method === "GET" && originOf(location, this.#root) === originOf(this.#root));
    if (version < 0 || !isOwn || redirects === REDIRECTS_MAX) {
      throw new AnswerError(answer.status, asked, "a redirect to no call of the service, or too many of them");
    }
    return path.slice(version + 4) + (query === undefined ? "" : `?${query}`);
  }

  async #fetch(method: string, path: string, init: CallInit, how: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("Authorization", `Bearer ${await this.#options.token()}`);
    if (this.#options.motif !== undefined) {
      headers.set("X-Motif-Acces", asUtf8(this.#options.motif));
    }
    // Nothing is asked of another address: the token is for this one.
    return (this.#options.fetch ?? fetch)(this.#root + path, { ...init, method, headers, ...how });
  }

  async #read<T>(
    path: string, query: Record<string, string | number | null | undefined>, etag?: string | null,
  ): Promise<Tagged<T> | null> {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== null && value !== undefined) {
        parameters.set(name, String(value));
      }
    }
    const answer = await this.call("GET", `${parameters}` === "" ? path : `${path}?${parameters}`, {
      headers: etag ? { "If-None-Match": etag } : {},
    });
    return answer.status === 304 ? null : { value: await json<T>(answer, this.#root + path), etag: answer.headers.get("ETag") };
  }

  async #send(path: string, lignes: unknown[]): Promise<ReponseIngestion> {
    const init = { headers: { "Content-Type": "application/json" }, body: JSON.stringify(lignes) };
    try {
      return await json<ReponseIngestion>(await this.call("POST", path, init), this.#root + path);
    } catch (refusal) {
      // None was accepted: the problem has the members of the answer.
      if (refusal instanceof ProblemeError && refusal.status === 422 && refusal.probleme && "rejetes" in refusal.probleme) {
        return refusal.probleme as unknown as ReponseIngestion;
      }
      throw refusal;
    }
  }
}

async function problem(answer: Response, asked: string): Promise<ProblemeError> {
  const retryAfter = Number(answer.headers.get("Retry-After") ?? NaN);
  const isProblem = answer.headers.get("Content-Type")?.startsWith("application/problem+json");
  const text = await answer.text();
  const probleme = isProblem ? (parsed(text) as Probleme | undefined) : undefined;
  return new ProblemeError(answer.status, probleme ?? null, Number.isNaN(retryAfter) ? null : retryAfter, asked);
}

async function json<T>(answer: Response, asked: string): Promise<T> {
  const type = answer.headers.get("Content-Type") ?? "";
  const value = /^application\/([\w.-]+\+)?json\b/i.test(type) ? parsed(await answer.text()) : undefined;
  if (typeof value !== "object" || value === null) {
    throw new AnswerError(answer.status, withoutQuery(answer.url || asked), `no JSON of the service, but ${type || "no content type"}`);
  }
  return value as T;
}

// Undefined: it is no JSON.
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// Null: it is no address.
function originOf(address: string, base?: string): string | null {
  try {
    return new URL(address, base).origin;
  } catch {
    return null;
  }
}

function withoutQuery(address: string): string {
  return address.split("?", 1)[0]!;
}

// Headers hold bytes, which fetch takes as characters below 256. A line feed would begin another header: fetch refuses it.
function asUtf8(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}
