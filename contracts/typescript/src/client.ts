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
  constructor(readonly status: number, readonly probleme: Probleme | null, readonly retryAfterSeconds: number | null) {
    super(`${status} ${probleme?.type ?? "no problem was given"}: ${probleme?.title ?? ""}`);
    this.name = "ProblemeError";
  }

  /** The code of the problem, such as soin-inconnu; null where something before the service answered. */
  get code(): string | null {
    return this.probleme?.type.split(":").pop() ?? null;
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
  async call(method: string, path: string, init: { headers?: HeadersInit; body?: string; signal?: AbortSignal } = {}): Promise<Response> {
    for (let redirects = 0; ; redirects++) {
      const answer = await this.#fetch(method, path, init);
      if (answer.status === 307 && redirects < REDIRECTS_MAX) {
        await answer.body?.cancel();
        path = pathOf(answer.headers.get("Location") ?? "");
      } else if (answer.status >= 400) {
        throw await problem(answer);
      } else {
        return answer;
      }
    }
  }

  async #fetch(method: string, path: string, init: { headers?: HeadersInit; body?: string; signal?: AbortSignal }): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("Authorization", `Bearer ${await this.#options.token()}`);
    if (this.#options.motif !== undefined) {
      headers.set("X-Motif-Acces", asUtf8(this.#options.motif));
    }
    // Nothing is asked of another address: the token is for this one.
    return (this.#options.fetch ?? fetch)(this.#root + path, { ...init, method, headers, redirect: "manual" });
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
    return answer.status === 304 ? null : { value: (await answer.json()) as T, etag: answer.headers.get("ETag") };
  }

  async #send(path: string, lignes: unknown[]): Promise<ReponseIngestion> {
    const init = { headers: { "Content-Type": "application/json" }, body: JSON.stringify(lignes) };
    try {
      return (await (await this.call("POST", path, init)).json()) as ReponseIngestion;
    } catch (refusal) {
      // None was accepted: the problem has the members of the answer.
      if (refusal instanceof ProblemeError && refusal.status === 422 && refusal.probleme && "rejetes" in refusal.probleme) {
        return refusal.probleme as unknown as ReponseIngestion;
      }
      throw refusal;
    }
  }
}

async function problem(answer: Response): Promise<ProblemeError> {
  const isProblem = answer.headers.get("Content-Type")?.startsWith("application/problem+json");
  const retryAfter = Number(answer.headers.get("Retry-After") ?? NaN);
  const text = await answer.text();
  return new ProblemeError(answer.status, isProblem ? (JSON.parse(text) as Probleme) : null, Number.isNaN(retryAfter) ? null : retryAfter);
}

// A gateway may have put its own prefix before the path of a redirect, or have left it out: what follows /v1 is the same.
function pathOf(location: string): string {
  const [path = "", query] = location.split("?", 2);
  const version = path.lastIndexOf("/v1/");
  if (version < 0) {
    throw new Error("The service redirected to an address that is none of its own.");
  }
  return path.slice(version + 4) + (query === undefined ? "" : `?${query}`);
}

// Headers hold bytes, which fetch takes as characters below 256. A line feed would begin another header: fetch refuses it.
function asUtf8(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}
