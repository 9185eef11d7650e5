"""Keeps a copy of the views of all soins in a SQLite file, up to date, through any restart:

RECONCILIATION_JETON=… python3 samples/copie.py http://127.0.0.1:5080 soins.db
"""
import json
import os
import pathlib
import sqlite3
import sys
from decimal import Decimal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from reconciliation import Client, Epoque, ProblemeError, Soin, follow_flux, is_doubtful  # noqa: E402


class Copy:
    def __init__(self, client: Client, file: str) -> None:
        self._client = client
        self._db = sqlite3.connect(file)
        with self._db:
            self._db.execute("CREATE TABLE IF NOT EXISTS soin (soin_id TEXT PRIMARY KEY, vue TEXT NOT NULL)")
            self._db.execute("CREATE TABLE IF NOT EXISTS place (une INTEGER PRIMARY KEY CHECK (une = 1), curseur TEXT NOT NULL)")

    def follow(self) -> None:
        place = self._db.execute("SELECT curseur FROM place").fetchone()
        def retried(failure: Exception) -> None:
            print(f"The feed is asked again: {failure}", file=sys.stderr)

        for change in follow_flux(self._client, place and place[0], pause_max=2, retried=retried):
            if isinstance(change, Epoque):
                self._ask_again(change)
                continue
            # The view and the place together, or neither.
            with self._db:
                if isinstance(change, Soin):
                    self._store({k: v for k, v in change.element.items() if k not in ("curseur", "situationPrecedente")})
                else:
                    self._remove(change.soin_id)
                self._db.execute("INSERT OR REPLACE INTO place VALUES (1, ?)", (change.curseur,))

    def _ask_again(self, epoque: Epoque) -> None:
        held = [json.loads(vue) for (vue,) in self._db.execute("SELECT vue FROM soin")]
        for vue in held:
            if not is_doubtful(vue, epoque):
                continue
            with self._db:
                self._remove(vue["soinId"])
                try:
                    # A soin that was merged since leads to the one that took its lines.
                    self._store(self._client.read_soin(vue["soinId"]).value)
                except ProblemeError as refusal:
                    if refusal.code != "soin-inconnu":
                        raise

    def _store(self, vue: dict) -> None:
        text = json.dumps(vue, ensure_ascii=False, default=lambda d: float(d) if isinstance(d, Decimal) else d)
        self._db.execute("INSERT OR REPLACE INTO soin VALUES (?, ?)", (vue["soinId"], text))

    def _remove(self, soin_id: str) -> None:
        self._db.execute("DELETE FROM soin WHERE soin_id = ?", (soin_id,))


if __name__ == "__main__":
    address, file = sys.argv[1:]
    Copy(Client(address, lambda: os.environ["RECONCILIATION_JETON"]), file).follow()
