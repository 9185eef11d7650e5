// Keeps a copy of the views of all soins in a JSON file, up to date, through any restart:
//     RECONCILIATION_JETON=… node dist/samples/copie.js http://127.0.0.1:5080 soins.json
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { followFlux, isDoubtful, ProblemeError, ReconciliationClient, type EpoquePlace, type Vue } from "../src/index.js";

const [address = "", file = ""] = process.argv.slice(2);
const client = new ReconciliationClient({ address, token: () => process.env["RECONCILIATION_JETON"] ?? "" });
const copy: { curseur: string | null; soins: Record<string, Vue> } =
  existsSync(file) ? JSON.parse(readFileSync(file, "utf-8")) : { curseur: null, soins: {} };

const retried = (failure: unknown) => console.error(`The feed is asked again: ${failure instanceof Error ? failure.message : failure}`);
for await (const change of followFlux(client, { apres: copy.curseur, retried, pauseMax: 2000 })) {
  if (change.kind === "soin") {
    const { curseur, situationPrecedente, ...vue } = change.element;
    copy.soins[vue.soinId] = vue;
  } else if (change.kind === "remove") {
    delete copy.soins[change.soinId];
  } else {
    await askAgain(change.epoque);
  }

  // The views and the place together, or neither. A real copy is a database: one transaction for each change, or for several.
  copy.curseur = change.kind === "epoque" ? copy.curseur : change.curseur;
  writeFileSync(`${file}.new`, JSON.stringify(copy));
  renameSync(`${file}.new`, file);
}

// What another history put in doubt: each is asked for again by its id.
async function askAgain(epoque: EpoquePlace): Promise<void> {
  for (const held of Object.values(copy.soins).filter((vue) => isDoubtful(vue, epoque))) {
    delete copy.soins[held.soinId];
    try {
      // A soin that was merged since leads to the one that took its lines.
      const vue = (await client.readSoin(held.soinId))!.value;
      copy.soins[vue.soinId] = vue;
    } catch (refusal) {
      if (!(refusal instanceof ProblemeError && refusal.code === "soin-inconnu")) {
        throw refusal;
      }
    }
  }
}
