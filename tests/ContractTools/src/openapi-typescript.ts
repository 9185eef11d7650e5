// A client by types alone: openapi-typescript describes the calls, openapi-fetch makes them.
import createClient from "openapi-fetch";
import { adherent, complementaire, ensure, espace, follow, nobody, producteur, ro, url, type Element } from "./common.js";
import type { components, paths } from "./openapi-typescript/schema.js";

type Situation = components["schemas"]["Situation"];
type Probleme = components["schemas"]["Probleme"];

const reader = createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${espace}` } });
const sender = createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${producteur}` } });

const sent = await sender.POST("/v1/paiements/ro", { body: [ro(1), ro(2), ro(3)] });
console.log(`sent ${ensure(sent.data, "the answer").acceptes}`);

const refused = await sender.POST("/v1/paiements/ro", { body: [ro(4, 21.005)] });
if (refused.response.status !== 422) throw new Error(`${refused.response.status}`);
const rejected = (refused.error as components["schemas"]["ProblemeReponseIngestion"]).rejetes[0];
console.log(`refused ${rejected?.membre} ${rejected?.regle}`);

const list = async (curseur?: string) => {
  const query = { limite: 2, curseur, situation: ["enRetard", "complet"] satisfies Situation[] };
  const answer = await reader.GET("/v1/adherents/{adherentId}/soins", {
    params: { path: { adherentId: adherent }, query },
    querySerializer: { array: { style: "form", explode: false } },
  });
  return ensure(answer.data, "the page");
};
const first = await list();
const second = await list(ensure(first.curseurSuivant, "the cursor"));
if (second.curseurSuivant !== null) throw new Error("There is a third page.");
console.log(`pages ${first.elements.length} ${second.elements.length}`);

const soinId = ensure(first.elements[0], "the soin").soinId;
const read = await reader.GET("/v1/soins/{soinId}", { params: { path: { soinId } } });
const view = ensure(read.data, "the view");
const situation: Situation = view.situation;
console.log(`read ${situation} ${view.montantTotal.auCompte}`);

const page = async (apres: string | undefined): Promise<Element[]> => {
  const answer = await reader.GET("/v1/flux", { params: { query: { apres, limite: 200 } } });
  const elements = (answer.data as components["schemas"]["PageElementDeFlux"]).elements;
  return elements.map((e) => ({ ...e, valeur: e.montantTotal.valeur }));
};
const before = await follow(page, undefined, (own) => own.length === 3);
await sender.POST("/v1/paiements/complementaires", { body: [complementaire(3)] });
const after = await follow(page, before.cursor, (own) => own.length === 1);
console.log(`followed ${before.own.length} then ${after.own[0]?.situation} ${after.own[0]?.valeur}`);

const missing = await reader.GET("/v1/soins/{soinId}", { params: { path: { soinId: nobody } } });
const problem: Probleme = ensure(missing.error, "the problem");
console.log(`error ${problem.type} ${problem.status}`);
