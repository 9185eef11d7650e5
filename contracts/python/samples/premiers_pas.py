"""Sends two payments of one soin, reads it, and shows a refusal:

RECONCILIATION_JETON=… python3 samples/premiers_pas.py http://127.0.0.1:5080 A0001234

The token needs the scopes producteur and espace.
"""
import os
import pathlib
import sys
from decimal import Decimal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from reconciliation import Client, ProblemeError  # noqa: E402


def main(address: str, adherent: str) -> None:
    client = Client(address, lambda: os.environ["RECONCILIATION_JETON"])
    common = {
        "evenementId": "premiers-pas", "nature": "paiement", "adherentId": adherent, "beneficiaireId": f"{adherent}-01",
        "dateSoin": "2025-11-14", "professionnelId": "10003456789", "codeActe": "G", "libelle": "Consultation généraliste",
        "depense": Decimal("30.00"), "destinataire": "assure", "canal": "carteVitale",
    }
    ro = {
        **common, "source": "ameli", "ligne": {"organisme": "010000506", "decompte": f"DRO-{adherent}", "ordre": 1},
        "base": Decimal("30.00"), "taux": 70, "montant": Decimal("21.00"), "payeLe": "2025-11-17", "virement": f"VRO-{adherent}",
        "complementaire": "mgen",
    }
    complementaire = {
        **common, "source": "mgen-sante", "ligne": {"organisme": "MGEN", "decompte": f"DRC-{adherent}", "ordre": 1},
        "montant": Decimal("9.00"), "payeLe": "2025-11-19", "virement": f"VRC-{adherent}", "contrat": "MGEN-INTEGRALE",
        "regimeObligatoire": "mgen", "montantRoDeclare": Decimal("21.00"),
    }

    say(client.send_paiements_ro([ro, {**ro, "montant": -1, "ligne": {**ro["ligne"], "ordre": 2}}]))
    client.send_paiements_complementaires([complementaire])
    say(client.send_paiements_complementaires([{**complementaire, "montant": Decimal("-9.45")}]))

    for vue in client.soins(adherent, {"situation": ["complet"]}):
        total = vue["montantTotal"]
        print(f"{vue['situation']} {total['valeur']} {total['inchange']}")
        read = client.read_soin(vue["soinId"])
        print(f"version {read.value['version']}, inchangé depuis : {client.read_soin(vue['soinId'], read.etag) is None}")

    page = client.read_page_of_soins(adherent, limite=1).value
    print(f"page {len(page['elements'])} {page['curseurSuivant']}")

    try:
        client.read_soin("00000000-0000-0000-0000-000000000000")
    except ProblemeError as refusal:
        print(f"{refusal.status} {refusal.code}")


def say(answer: dict) -> None:
    print(f"acceptés {answer['acceptes']}, rejetés {', '.join(r['membre'] + ' ' + r['regle'] for r in answer['rejetes'])}")


if __name__ == "__main__":
    main(*sys.argv[1:])
