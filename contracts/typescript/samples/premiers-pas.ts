// Sends two payments of one soin, reads it, and shows a refusal:
//     RECONCILIATION_JETON=… node dist/samples/premiers-pas.js http://127.0.0.1:5080 A0001234
// The token needs the scopes producteur and espace.
import { ProblemeError, ReconciliationClient, type PaiementComplementaireEmis, type PaiementRoEmis } from "../src/index.js";

const [address = "", adherentId = ""] = process.argv.slice(2);
const client = new ReconciliationClient({ address, token: () => process.env["RECONCILIATION_JETON"] ?? "" });

const common = {
  evenementId: "premiers-pas", nature: "paiement", adherentId, beneficiaireId: `${adherentId}-01`, dateSoin: "2025-11-14",
  professionnelId: "10003456789", codeActe: "G", libelle: "Consultation généraliste", depense: 30, destinataire: "assure",
  canal: "carteVitale",
} as const;
const ro: PaiementRoEmis = {
  ...common, source: "ameli", ligne: { organisme: "010000506", decompte: `DRO-${adherentId}`, ordre: 1 }, base: 30, taux: 70, montant: 21,
  payeLe: "2025-11-17", virement: `VRO-${adherentId}`, complementaire: "mgen",
};
const complementaire: PaiementComplementaireEmis = {
  ...common, source: "mgen-sante", ligne: { organisme: "MGEN", decompte: `DRC-${adherentId}`, ordre: 1 }, montant: 9.45,
  payeLe: "2025-11-19", virement: `VRC-${adherentId}`, contrat: "MGEN-INTEGRALE", regimeObligatoire: "mgen", montantRoDeclare: 21,
};

const sent = await client.sendPaiementsRo([ro, { ...ro, montant: -1, ligne: { ...ro.ligne, ordre: 2 } }]);
console.log(`acceptés ${sent.acceptes}, rejetés ${sent.rejetes.map((r) => `${r.membre} ${r.regle}`).join(", ")}`);
await client.sendPaiementsComplementaires([{ ...complementaire, montant: 9 }]);
const refused = await client.sendPaiementsComplementaires([{ ...complementaire, montant: -9.45 }]);
console.log(`acceptés ${refused.acceptes}, rejetés ${refused.rejetes.map((r) => `${r.membre} ${r.regle}`).join(", ")}`);

for await (const vue of client.soins(adherentId, { situation: ["complet"] })) {
  console.log(`${vue.situation} ${vue.montantTotal.valeur} ${vue.montantTotal.inchange}`);
  const read = (await client.readSoin(vue.soinId))!;
  console.log(`version ${read.value.version}, inchangé depuis : ${(await client.readSoin(vue.soinId, read.etag)) === null}`);
}

const page = (await client.readPageOfSoins(adherentId, {}, { limite: 1 }))!;
console.log(`page ${page.value.elements.length} ${page.value.curseurSuivant}`);

try {
  await client.readSoin("00000000-0000-0000-0000-000000000000");
} catch (refusal) {
  if (refusal instanceof ProblemeError) {
    console.log(`${refusal.status} ${refusal.code}`);
  }
}
