// All that is no client's: where the instance is, the payments that are sent, and how long an answer is waited for.

function given(name: string): string {
  const value = process.env[`RECONCILIATION_${name}`];
  if (!value) throw new Error(`RECONCILIATION_${name} is not set.`);
  return value;
}

export const url = given("URL");
export const adherent = given("ADHERENT");
export const espace = given("JETON_ESPACE");
export const producteur = given("JETON_PRODUCTEUR");

/** A soin that nobody has. */
export const nobody = "00000000-0000-8000-8000-000000000000";

function line(kind: string, ordre: number, montant: number) {
  return {
    evenementId: `ev-${kind}-${adherent}-${ordre}`,
    ligne: { organisme: kind, decompte: `D${kind}-${adherent}`, ordre },
    nature: "paiement" as const,
    adherentId: adherent,
    beneficiaireId: `${adherent}-02`,
    dateSoin: `2025-11-1${ordre}`,
    professionnelId: "99901000007",
    codeActe: "G",
    libelle: "Consultation généraliste",
    depense: 30.0,
    montant,
    destinataire: "assure" as const,
    canal: "carteVitale" as const,
    payeLe: "2025-11-17",
    virement: `V${kind}-${adherent}`,
  };
}

/** 21,00 € of 30,00 € by the régime obligatoire. */
export const ro = (ordre: number, montant = 21.0) => ({
  ...line("RO", ordre, montant),
  source: "ameli",
  base: 30.0,
  taux: 70,
  complementaire: "mgen" as const,
});

/** The 9,00 € that complete it. */
export const complementaire = (ordre: number) => ({
  ...line("RC", ordre, 9.0),
  source: "mgen-sante",
  contrat: "MGEN-INTEGRALE",
  regimeObligatoire: "mgen" as const,
  montantRoDeclare: 21.0,
});

export type Element = { adherentId: string; version: number; situation: string; curseur: string; valeur: number };

/** Reads the feed by pages from a place on until an element holds; returns the elements of this member up to it. */
export async function follow(
  page: (apres: string | undefined) => Promise<Element[]>,
  from: string | undefined,
  holds: (own: Element[]) => boolean,
): Promise<{ own: Element[]; cursor: string | undefined }> {
  const own: Element[] = [];
  let cursor = from;
  const end = Date.now() + 60_000;
  while (!holds(own)) {
    if (Date.now() > end) throw new Error(`The feed does not show it: ${JSON.stringify(own)}`);
    const elements = await page(cursor);
    own.push(...elements.filter((e) => e.adherentId === adherent));
    cursor = elements.at(-1)?.curseur ?? cursor;
    if (elements.length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { own, cursor };
}

export function ensure<T>(value: T | null | undefined, name: string): T {
  if (value === null || value === undefined) throw new Error(`${name} is absent.`);
  return value;
}
