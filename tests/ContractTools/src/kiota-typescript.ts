// A client of request builders, as Kiota makes it for TypeScript.
import { AllowedHostsValidator, BaseBearerTokenAuthenticationProvider, DateOnly } from "@microsoft/kiota-abstractions";
import { DefaultRequestAdapter } from "@microsoft/kiota-bundle";
import { adherent, complementaire, ensure, espace, follow, nobody, producteur, ro, url, type Element } from "./common.js";
import { createKiotaClient } from "./kiota/kiotaClient.js";
import type { PaiementComplementaireEmis, PaiementRoEmis, Probleme, ProblemeReponseIngestion } from "./kiota/models/index.js";

function client(token: string) {
  const provider = new BaseBearerTokenAuthenticationProvider({
    getAuthorizationToken: async () => token,
    getAllowedHostsValidator: () => new AllowedHostsValidator(),
  });
  const adapter = new DefaultRequestAdapter(provider);
  adapter.baseUrl = url;
  return createKiotaClient(adapter);
}

const days = (line: { dateSoin: string; payeLe: string }) => ({
  dateSoin: ensure(DateOnly.parse(line.dateSoin), "the day of care"),
  payeLe: ensure(DateOnly.parse(line.payeLe), "the day of payment"),
});
const roLine = (ordre: number, montant?: number): PaiementRoEmis => ({ ...ro(ordre, montant), ...days(ro(ordre)) });
const rcLine = (ordre: number): PaiementComplementaireEmis => ({ ...complementaire(ordre), ...days(complementaire(ordre)) });

const reader = client(espace);
const sender = client(producteur);

const sent = await sender.v1.paiements.ro.post([roLine(1), roLine(2), roLine(3)]);
console.log(`sent ${sent?.acceptes}`);

try {
  await sender.v1.paiements.ro.post([roLine(4, 21.005)]);
} catch (refused) {
  const rejected = (refused as ProblemeReponseIngestion).rejetes?.[0];
  console.log(`refused ${rejected?.membre} ${rejected?.regle}`);
}

const list = async (curseur?: string) =>
  ensure(
    await reader.v1.adherents.byAdherentId(adherent).soins.get({
      queryParameters: { limite: 2, curseur, situation: ["enRetard", "complet"] },
    }),
    "the page",
  );
const first = await list();
const second = await list(ensure(first.curseurSuivant, "the cursor"));
if (second.curseurSuivant) throw new Error("There is a third page.");
console.log(`pages ${first.elements?.length} ${second.elements?.length}`);

const soinId = ensure(first.elements?.[0]?.soinId, "the soin");
const view = await reader.v1.soins.bySoinId(soinId).get();
console.log(`read ${view?.situation} ${view?.montantTotal?.auCompte}`);

const page = async (apres: string | undefined): Promise<Element[]> => {
  const answer = await reader.v1.flux.get({ queryParameters: { apres, limite: 200 } });
  return (answer?.elements ?? []).map((e) => ({
    adherentId: ensure(e.adherentId, "adherentId"),
    version: ensure(e.version, "version"),
    situation: ensure(e.situation, "situation"),
    curseur: ensure(e.curseur, "curseur"),
    valeur: ensure(e.montantTotal?.valeur, "valeur"),
  }));
};
const before = await follow(page, undefined, (own) => own.length === 3);
await sender.v1.paiements.complementaires.post([rcLine(3)]);
const after = await follow(page, before.cursor, (own) => own.length === 1);
console.log(`followed ${before.own.length} then ${after.own[0]?.situation} ${after.own[0]?.valeur}`);

try {
  await reader.v1.soins.bySoinId(nobody).get();
} catch (missing) {
  const problem = missing as Probleme;
  console.log(`error ${problem.type} ${problem.status}`);
}
