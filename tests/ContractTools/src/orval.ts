// Calls by fetch and schemas of zod, both as orval makes them: every answer is read through its schema.
import { z } from "zod";
import { adherent, complementaire, ensure, espace, follow, nobody, producteur, ro, url, type Element } from "./common.js";
import { envoyerPaiementsComplementaires, envoyerPaiementsRo, lireFlux, lireSoin, listerSoins } from "./orval/calls.js";
import {
  envoyerPaiementsRoBody,
  envoyerPaiementsRo202Response,
  lireFlux200Response,
  lireSoin200Response,
  listerSoins200Response,
} from "./orval/schemas.js";

// The generated calls begin with the path.
const send = globalThis.fetch;
globalThis.fetch = (path, init) => send(`${url}${path as string}`, init);

const reader = { headers: { Authorization: `Bearer ${espace}` } };
// Of a body that may have several types, orval leaves the type to the caller.
const sender = { headers: { Authorization: `Bearer ${producteur}`, "Content-Type": "application/json" } };

const lines = envoyerPaiementsRoBody.parse([ro(1), ro(2), ro(3)]);
const sent = await envoyerPaiementsRo(lines, sender);
console.log(`sent ${envoyerPaiementsRo202Response.parse(sent.data).acceptes}`);

const refused = await envoyerPaiementsRo([ro(4, 21.005)], sender);
if (refused.status !== 422) throw new Error(`${refused.status}`);
console.log(`refused ${refused.data.rejetes[0]?.membre} ${refused.data.rejetes[0]?.regle}`);

const list = async (curseur?: string) => {
  const answer = await listerSoins(adherent, { limite: 2, curseur, situation: ["enRetard", "complet"] }, reader);
  return listerSoins200Response.parse(answer.data);
};
const first = await list();
const second = await list(ensure(first.curseurSuivant, "the cursor"));
if (second.curseurSuivant !== null) throw new Error("There is a third page.");
console.log(`pages ${first.elements.length} ${second.elements.length}`);

const read = await lireSoin(ensure(first.elements[0], "the soin").soinId, undefined, reader);
const view = lireSoin200Response.parse(read.data);
console.log(`read ${view.situation} ${view.montantTotal.auCompte}`);

// A page holds elements of three kinds, as contracts/README.md says.
const curseur = z.string();
const efface = z.object({ soinId: z.string(), efface: z.literal(true), misAJourLe: z.string(), epoque: z.string().nullish(), curseur });
const epoque = z.object({ epoque: z.string(), precedente: z.string().nullable(), depuis: z.string(), curseur });
const version = lireFlux200Response.shape.elements.element;
const pageOfFlux = lireFlux200Response.extend({ elements: z.array(z.union([efface, version, epoque])) });

const notices = [
  { soinId: nobody, efface: true, misAJourLe: "2028-02-19T02:03:11Z", curseur: "c1" },
  { epoque: "2-5c1f0a9be2d347", precedente: null, depuis: "2026-11-28T09:14:02.518000Z", curseur: "c2" },
];
if (pageOfFlux.parse({ elements: notices, curseurSuivant: null }).elements.length !== 2) throw new Error("A notice is not read.");

const page = async (apres: string | undefined): Promise<Element[]> => {
  const answer = await lireFlux({ apres, limite: 200 }, reader);
  return pageOfFlux.parse(answer.data).elements.flatMap((e) => ("montantTotal" in e ? [{ ...e, valeur: e.montantTotal.valeur }] : []));
};
const before = await follow(page, undefined, (own) => own.length === 3);
await envoyerPaiementsComplementaires([complementaire(3)], sender);
const after = await follow(page, before.cursor, (own) => own.length === 1);
console.log(`followed ${before.own.length} then ${after.own[0]?.situation} ${after.own[0]?.valeur}`);

const missing = await lireSoin(nobody, undefined, reader);
if (missing.status !== 404) throw new Error(`${missing.status}`);
console.log(`error ${missing.data.type} ${missing.data.status}`);
