"""The records of the API. Written by contracts/generate-types from contracts/openapi.json: change that and run it again.

Amounts are euros, days are yyyy-MM-dd in Europe/Paris, instants are RFC 3339 in UTC.
"""
from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal, NotRequired, TypedDict


class AccesEnregistre(TypedDict):
    """One reading or one action of an agent, about one member."""

    # Its place in the record, from 1.
    accesId: int
    # When, UTC.
    le: str
    # The agent.
    agent: str
    # The application, as far as the token said.
    client: str | None
    # The name of the call, such as lireSoin.
    action: str
    # The member whose data the agent saw; null where the answer was about no member.
    adherentId: str | None
    # The soin; null where the answer was about no soin.
    soinId: str | None
    # The reason, where the agent gave one.
    motif: str | None

# The way in which the care was declared to the régime obligatoire. carteVitale: electronically, with the carte
# Vitale: 48 to 72 hours on average. feuilleDeSoins: by a paper feuille de soins sent by post: the delay varies.
Canal = Literal['carteVitale', 'feuilleDeSoins']


class CauseDeVersion(TypedDict):
    """The cause of a version."""

    # lignes, echeance (time alone), regroupement (lines moved between soins of the journée), decision (of an agent)
    # or reconstruction (the view was computed again from the facts).
    type: str
    # The new lines of the soin, where lines are the cause; else none.
    lignes: list[LigneEnCause]
    # The décision, where one is the cause; absent otherwise.
    decision: NotRequired[DecisionEnCause | None]

# The certainty of the total. ferme: every expected part is paid. annonce: the missing amount is stated by the other
# part. estime: the missing amount is only derived.
Certitude = Literal['ferme', 'annonce', 'estime']

# The manager of the member's complementary cover, as an RO line states it. mgen: MGEN. autre: another insurer.
# aucune: nobody: the member has no complementary contract.
Complementaire = Literal['mgen', 'autre', 'aucune']


class CorpsDeMessage(TypedDict):
    """The bytes of a message as JSON can hold them."""

    # The encoding of contenu.
    encodage: EncodageDeCorps
    # The text, or base64.
    contenu: str


class DecisionDemandee(TypedDict):
    """The décision that an agent asks for on a soin."""

    # The kind of décision.
    type: TypeDeDecision
    # The agent's reason: 1–500 printable characters, no NIR.
    motif: str
    # For lier and delier: the payments concerned, 2 to 50, one of the soin at least.
    lignes: NotRequired[list[LigneVisee]]
    # For rouvrir: the décision that shall no longer hold.
    decisionId: NotRequired[str | None]
    # For neRienAttendre: the part of which nothing more is to be expected.
    part: NotRequired[PartDeLigne | None]


class DecisionEnCause(TypedDict):
    """A décision that caused a version."""

    # Its id.
    decisionId: str
    # The kind of décision, such as lier.
    type: str
    # The agent who took it; callers who are no agents read MGEN.
    auteur: str
    # The agent's reason; callers who are no agents read that it is reserved to agents.
    motif: str


class DecisionLue(TypedDict):
    """A décision as it was taken."""

    # Its id.
    decisionId: str
    # The kind of décision.
    type: TypeDeDecision
    # The agent's reason.
    motif: str
    # The agent.
    auteur: str
    # When, UTC.
    priseLe: str
    # The soin on which it was taken.
    soinId: str | None
    # Whether it holds: it was neither reopened nor contradicted by a later one, the amounts are those of the accepted
    # gap, and nothing came of the part of which nothing was to be expected.
    enVigueur: bool
    # The lines of which it says something.
    lignes: list[LigneVisee]
    # The décision that it reopens; null for any other.
    decisionRouverte: str | None
    # The part of which nothing more is to be expected; null for any other décision.
    part: NotRequired[PartDeLigne | None]


class DecisionPrise(TypedDict):
    """The result of a décision: the view that the soin has now, or would have, and those of the other soins that
    the décision changed."""

    # The id of the décision: the same for the same décision sent again.
    decisionId: str
    # Whether nothing was decided, and the views are only those that the décision would bring about.
    apercu: bool
    # The new views of the other soins that it changes.
    autresSoins: list[Vue]
    # The id of the soin; never changes once published.
    soinId: str
    # The version of the view, from 1, one more at each change.
    version: int
    # The member, as the RO line names them.
    adherentId: str
    # The beneficiary of the care.
    beneficiaireId: str
    # The day of care in Europe/Paris.
    dateSoin: str
    # The professional.
    professionnelId: str
    # The code of the act.
    codeActe: str
    # The act in words, or null.
    libelle: str | None
    # The cost of the care, in euros: the figure on which the payments that stand agree; 0.00 where it is unknown.
    depense: Decimal
    # The verdict.
    situation: Situation
    # The attention that the soin needs.
    niveau: Niveau
    # The total of both parts.
    montantTotal: MontantTotal
    # The part of the régime obligatoire.
    partRo: PartRoVue
    # The part of the complémentaire santé.
    partComplementaire: PartVue
    # The amount left to the member: depense − net, in euros, never below zero. Null where it cannot be told: the cost
    # is unknown, the pairing ambiguous, a part another insurer's or below zero, or one is awaited without a figure.
    resteACharge: Decimal | None
    # Whether one bank transfer covers both parts.
    versementUnique: bool
    # The order of the two payments by payment days; null until both are there.
    ordreVersements: OrdreVersements | None
    # Day of the complementary payment less day of the RO payment, in days; negative: complementary first; null until
    # both are there.
    ecartJours: int | None
    # One plain French sentence or two for the member.
    message: str
    # When this version was judged, UTC.
    misAJourLe: str
    # The history of the database in which this version was written. Versions are ordered within one; of two, the one
    # announced later is the later. Absent from versions that were written before histories were told apart.
    epoque: NotRequired[str | None]
    # The soin into which this one was merged; absent unless that happened.
    remplacePar: NotRequired[str | None]
    # The amounts held back, line by line, in the order of days; montantTotal.retenues is their sum.
    retenues: NotRequired[list[RetenueVue]]
    # The facts that the message states, in its order: message is written from them and from nothing else.
    messageParties: NotRequired[list[MessagePartie]]


class DemandeDeRejeu(TypedDict):
    """The body of a replay of one message, or of setting it aside; all of it is optional."""

    # The corrected record, or the message that encloses it; absent: the original is replayed.
    corps: NotRequired[Any]
    # The reason, in the agent's words, at most 500 characters.
    motif: NotRequired[str | None]


class DemandeDeRejeux(TypedDict):
    """The body of a replay of several messages: either these, or those that a filter finds."""

    # The messages and the versions that the agent saw, 1 to 200.
    messages: NotRequired[list[MessageDesigne] | None]
    # The filter that finds the open messages to replay.
    filtre: NotRequired[FiltreDeRejeux | None]
    # The reason, in the agent's words, at most 500 characters.
    motif: NotRequired[str | None]


class DemandeDeSoins(TypedDict):
    """The body of a question about several members. A member that is not known is refused."""

    # The members, 1 to 100, each once.
    adherents: NotRequired[list[str] | None]
    # The first day of care.
    du: NotRequired[str | None]
    # The last day of care.
    au: NotRequired[str | None]

# The recipient of the money of a line. assure: the member's account. professionnel: the health professional, in tiers
# payant.
Destinataire = Literal['assure', 'professionnel']


class ElementDeFlux(TypedDict):
    """An element of the feed: the message published at a new version, and the place after it. In its place a page
    may hold an element with other members: SoinEfface, which has efface, and EpoqueCommencee, which has no soinId;
    each has curseur too. A reader looks for these two before it reads an element by this schema."""

    # The place after this element, opaque: the next reading starts there. In the live feed it is the id of the event.
    curseur: str
    # The situation of the version before; null at the first.
    situationPrecedente: Situation | None
    # The id of the soin; never changes once published.
    soinId: str
    # The version of the view, from 1, one more at each change.
    version: int
    # The member, as the RO line names them.
    adherentId: str
    # The beneficiary of the care.
    beneficiaireId: str
    # The day of care in Europe/Paris.
    dateSoin: str
    # The professional.
    professionnelId: str
    # The code of the act.
    codeActe: str
    # The act in words, or null.
    libelle: str | None
    # The cost of the care, in euros: the figure on which the payments that stand agree; 0.00 where it is unknown.
    depense: Decimal
    # The verdict.
    situation: Situation
    # The attention that the soin needs.
    niveau: Niveau
    # The total of both parts.
    montantTotal: MontantTotal
    # The part of the régime obligatoire.
    partRo: PartRoVue
    # The part of the complémentaire santé.
    partComplementaire: PartVue
    # The amount left to the member: depense − net, in euros, never below zero. Null where it cannot be told: the cost
    # is unknown, the pairing ambiguous, a part another insurer's or below zero, or one is awaited without a figure.
    resteACharge: Decimal | None
    # Whether one bank transfer covers both parts.
    versementUnique: bool
    # The order of the two payments by payment days; null until both are there.
    ordreVersements: OrdreVersements | None
    # Day of the complementary payment less day of the RO payment, in days; negative: complementary first; null until
    # both are there.
    ecartJours: int | None
    # One plain French sentence or two for the member.
    message: str
    # When this version was judged, UTC.
    misAJourLe: str
    # The history of the database in which this version was written. Versions are ordered within one; of two, the one
    # announced later is the later. Absent from versions that were written before histories were told apart.
    epoque: NotRequired[str | None]
    # The soin into which this one was merged; absent unless that happened.
    remplacePar: NotRequired[str | None]
    # The amounts held back, line by line, in the order of days; montantTotal.retenues is their sum.
    retenues: NotRequired[list[RetenueVue]]
    # The facts that the message states, in its order: message is written from them and from nothing else.
    messageParties: NotRequired[list[MessagePartie]]

# The encoding of the bytes of a message. utf8: as text: the bytes are UTF-8. base64: in base64.
EncodageDeCorps = Literal['utf8', 'base64']


class EntreeFhir(TypedDict):
    """One resource of a Bundle of FHIR."""

    # The name of the resource, the same in every version: urn:uuid: and its id.
    fullUrl: str
    # The resource, an ExplanationOfBenefit.
    resource: dict[str, Any]


class EpoqueCommencee(TypedDict):
    """Announces a new history of the database: another server was promoted, or a backup restored, and the last
    versions handed out before may never have happened. A reader that keeps views drops those of every other history
    whose misAJourLe is not before depuis, and asks for each of these soins again by its id: the service publishes
    again the views that still hold, but not those that were last written before that instant."""

    # The history that begins. Its text is opaque: later histories are those that were announced later.
    epoque: str
    # The history that it follows; null: it is not known.
    precedente: str | None
    # The instant from which the writes of other histories may be unknown here, UTC.
    depuis: str

# The state of one part of a soin. payee: its payment has arrived (a payment of 0,00 € counts). attendue: it is
# expected and within its window. enRetard: it is expected and past its window. nonAttendue: nothing is expected of
# it. annulee: it was paid and then cancelled.
EtatPart = Literal['payee', 'attendue', 'enRetard', 'nonAttendue', 'annulee']

# The state of a message in quarantine. ouverte: nothing yet, or a replay that was refused again. rejouee: it was
# replayed, as it is or corrected, and accepted. ecartee: an agent set it aside: it will not be accepted.
EtatQuarantaine = Literal['ouverte', 'rejouee', 'ecartee']


class EvenementPaiementComplementaireEmis(TypedDict):
    """Un enregistrement dans un CloudEvent 1.0, en mode structuré."""

    specversion: Literal['1.0']
    id: str
    source: str
    type: str
    data: PaiementComplementaireEmis


class EvenementPaiementRoEmis(TypedDict):
    """Un enregistrement dans un CloudEvent 1.0, en mode structuré."""

    specversion: Literal['1.0']
    id: str
    source: str
    type: str
    data: PaiementRoEmis


class FiltreDeRejeux(TypedDict):
    """A filter of the open messages to replay."""

    # The stream.
    part: NotRequired[PartDeLigne | None]
    # A rule that is among the reasons.
    regle: NotRequired[str | None]
    # The way in.
    origine: NotRequired[str | None]
    # The first day of first coming, in Paris.
    du: NotRequired[str | None]
    # The last day of first coming.
    au: NotRequired[str | None]
    # Only messages with a smaller number: to go on after those that were refused again.
    avantId: NotRequired[int | None]
    # The most messages, 1 to 200.
    limite: NotRequired[int | None]

# The result of an agent's action. accepte: the replay was accepted. refuse: the replay was refused again. ecarte: the
# message was set aside.
IssueDeSuite = Literal['accepte', 'refuse', 'ecarte']


class LigneDePaiement(TypedDict):
    """A payment line of either part as it was received, and its state now. Amounts are euros with two decimals. The
    members that only one part has are null for the other."""

    # The part that the line pays.
    part: PartDeLigne
    # The system that states the line.
    source: str
    # The identity of the line within its source.
    ligne: ReferenceLigne
    # The revision, from 1.
    revision: int
    # Whether this revision counts: the highest one, and the content that is shown where two contradict each other.
    actuelle: bool
    # Whether this revision came with two contents, and no later one has settled it.
    contestee: bool
    # The soin for which the line pays; null while it waits for the line that it corrects.
    soinId: str | None
    # When it was received, UTC.
    recuLe: str
    # The event that brought it, for tracing.
    evenementId: str
    # The effect of the line on the account.
    nature: Nature
    # The line of the same part that it concerns; null for a paiement.
    ligneOrigine: ReferenceLigne | None
    # The member.
    adherentId: str
    # The beneficiary of the care.
    beneficiaireId: str
    # The day of care in Europe/Paris.
    dateSoin: str
    # The professional.
    professionnelId: str
    # The code of the act.
    codeActe: str
    # The act in words, or null.
    libelle: str | None
    # The cost of the care, in euros.
    depense: Decimal
    # The amount paid, in euros: gross, signed.
    montant: Decimal
    # The recipient of the money.
    destinataire: Destinataire
    # The way in which the care was declared.
    canal: Canal
    # When the care was transmitted to the régime obligatoire, UTC; null where unknown.
    transmisLe: str | None
    # The day of payment in Europe/Paris.
    payeLe: str
    # The bank transfer that carries the line.
    virement: str
    # A reference of the soin shared by both systems, or null.
    referenceSoin: str | None
    # The way in which RO statements reach the member.
    releve: Releve
    # RO only: the base of reimbursement, in euros.
    base: Decimal | None
    # RO only: the rate of reimbursement, per cent.
    taux: Decimal | None
    # RO only: the manager of the complementary cover.
    complementaire: Complementaire | None
    # Complementary only: the contract that pays.
    contrat: str | None
    # Complementary only: the manager of the régime obligatoire.
    regimeObligatoire: RegimeObligatoire | None
    # Complementary only: the gross RO amount on which the line was computed, in euros.
    montantRoDeclare: Decimal | None
    # Complementary only: the RO line on which it was computed.
    referenceRo: ReferenceLigne | None


class LigneEnCause(TypedDict):
    """A line that caused a version."""

    # ro or complementaire.
    part: str
    # The system that sent it.
    source: str
    # The organisation that pays.
    organisme: str
    # The statement.
    decompte: str
    # The rank on the statement.
    ordre: int
    # The revision.
    revision: int


class LigneNonRattachee(TypedDict):
    """A line that is in no soin."""

    # The part that it concerns.
    part: PartDeLigne
    # The system that states it.
    source: str
    # Its identity within the source.
    ligne: ReferenceLigne
    # The effect of the line on the account.
    nature: Nature
    # The beneficiary.
    beneficiaireId: str
    # The day of care.
    dateSoin: str
    # The amount, in euros, signed.
    montant: Decimal
    # The day of payment.
    payeLe: str


class LigneVisee(TypedDict):
    """A line that a décision names."""

    # The part that it pays.
    part: PartDeLigne
    # The system that states it.
    source: str
    # Its identity within the source.
    ligne: ReferenceLigne


class MessageDesigne(TypedDict):
    """A message and the version that the agent saw."""

    # The message.
    quarantaineId: NotRequired[int]
    # The version.
    version: NotRequired[int]


class MessageEnQuarantaine(TypedDict):
    """A message that could not be accepted, without its body."""

    # The number of the message in the quarantine; it rises in the order in which messages first came.
    quarantaineId: int
    # The state of the message.
    etat: EtatQuarantaine
    # The stream it came by.
    part: PartDeLigne
    # The way in: the name of a queue, or http.
    origine: str
    # The reasons for which it could not be accepted: every one that was found.
    motifs: list[Rejet]
    # The number of times that the message came.
    nombre: int
    # When it first came, UTC.
    recuLe: str
    # When it last came, UTC.
    dernierLe: str
    # The version to name in If-Match; it rises when the message comes again, is replayed or set aside.
    version: int
    # The size of the body, in bytes.
    taille: int


class MessageEnQuarantaineComplet(TypedDict):
    """A message in quarantine with its body and the actions of agents on it."""

    # The original, but for any NIR in it: text, or base64 where it is no text in UTF-8.
    corps: CorpsDeMessage
    # The actions of agents on the message, the oldest first. No recorded action is ever changed.
    suites: list[SuiteDeQuarantaine]
    # The number of the message in the quarantine; it rises in the order in which messages first came.
    quarantaineId: int
    # The state of the message.
    etat: EtatQuarantaine
    # The stream it came by.
    part: PartDeLigne
    # The way in: the name of a queue, or http.
    origine: str
    # The reasons for which it could not be accepted: every one that was found.
    motifs: list[Rejet]
    # The number of times that the message came.
    nombre: int
    # When it first came, UTC.
    recuLe: str
    # When it last came, UTC.
    dernierLe: str
    # The version to name in If-Match; it rises when the message comes again, is replayed or set aside.
    version: int
    # The size of the body, in bytes.
    taille: int


class MessagePartie(TypedDict):
    """A fact that a member is told. A page may set it in its own type and language."""

    # The kind of fact. New values may be added: a client that does not know one shows message.
    type: MessagePartieType
    # The amount, in euros; null where the fact has none.
    montant: Decimal | None
    # The day in Europe/Paris; null where the fact has none.
    jour: str | None
    # The place where the part is or will be seen: espacePersonnel is the complementary part, any other RO; null where
    # no part is meant.
    lieu: VisibleSur | None
    # The recipient of the money; null where no payment is meant.
    destinataire: Destinataire | None
    # The part, where it is one that an installation registered beside RO and the complementary one; absent elsewhere.
    autrePart: NotRequired[str | None]

# The kind of fact that a piece of a message states. versement: a payment that came. versementUnique: a payment that
# came, of one transfer that brought all of them. autreVersement: a payment that came, of a part without rules of its
# own. versementAVenir: a payment of a day ahead. reprise: the amount that was taken back of a payment. repriseAVenir:
# the amount that will be taken back on a day ahead. retenue: the sum that was held back. retenueAVenir: the sum that
# will be held back on a day ahead. retenueRendue: the amount that was given back beyond the amount held.
# retenueRendueAVenir: the amount that will be given back on a day ahead. rienDu: a part that has been dealt with and
# pays nothing. complementaireAilleurs: the complementary part is another insurer's. complementaireNonAttendue: no
# complementary part is expected. rienARembourser: nothing is left for the complementary part to pay. roAilleurs: RO
# is another body's. roNonAttendu: RO is not expected. autreAdherent: other payments of the soin are another member's.
# attendue: a missing part, expected about a day; its amount is the least where the complementary part is meant.
# attendueAvant: a missing part, expected by a day. delaiVariable: with a paper feuille de soins the delay may vary.
# enRetard: a missing part that was expected by a day which is past. totalInchange: the total is unchanged; without an
# amount where it is not known yet. totalInchangeAuMoins: the total, at least so much, is unchanged. total: the total.
# totalAVenir: the total once all that is announced is paid. net: the total less the sum held back. depassement: the
# payments exceed the cost of the care. depassementAnnonce: the payments made and announced exceed the cost of the
# care. depense: the cost of the care. roVerse: the amount that RO paid, where another one was announced.
# roVerseAVenir: the amount that RO will have paid, where another one was announced. roAnnonce: the amount that was
# announced of RO. repriseNonRemplacee: the amount that was taken back and not replaced; with a day, while money still
# moves. repriseExcessive: the amount by which a part took back more than it paid; with a day, while money still
# moves. conteste: a payment came with two contents. aRapprocher: payments of the day are being paired; the amount is
# the sum of all that came. annule: the payments were cancelled; the amount is their total now; with a day, while
# money still moves. rienAFaire: the member has nothing to do. contact: the service to call.
MessagePartieType = Literal['versement', 'versementUnique', 'autreVersement', 'versementAVenir', 'reprise', 'repriseAVenir', 'retenue', 'retenueAVenir', 'retenueRendue', 'retenueRendueAVenir', 'rienDu', 'complementaireAilleurs', 'complementaireNonAttendue', 'rienARembourser', 'roAilleurs', 'roNonAttendu', 'autreAdherent', 'attendue', 'attendueAvant', 'delaiVariable', 'enRetard', 'totalInchange', 'totalInchangeAuMoins', 'total', 'totalAVenir', 'net', 'depassement', 'depassementAnnonce', 'depense', 'roVerse', 'roVerseAVenir', 'roAnnonce', 'repriseNonRemplacee', 'repriseExcessive', 'conteste', 'aRapprocher', 'annule', 'rienAFaire', 'contact']


class MetaFhir(TypedDict):
    """The version of a resource of FHIR."""

    # The version of the view, with the epoch where it is not the first.
    versionId: str
    # When the view was judged, UTC.
    lastUpdated: str


class MontantTotal(TypedDict):
    """The total of a soin. Euros with two decimals."""

    # RO gross and complementary, each as paid, else as announced by the other part.
    valeur: Decimal
    # Participations forfaitaires and franchises held back, as a positive amount.
    retenues: Decimal
    # valeur less retenues.
    net: Decimal
    # The sum paid so far to the member's account, net; never below zero because of the retenues of a tiers payant. In
    # the list of a member it counts their own lines only.
    auCompte: Decimal
    # Paid so far to the professional (tiers payant), net.
    auProfessionnel: Decimal
    # The certainty of valeur.
    certitude: Certitude
    # Whether the RO paid as the complementary part declared, corrections included, and nothing was taken back without
    # being replaced; null until both are there, and where the complementary part declared nothing.
    inchange: bool | None


class MotifsDeRefus(TypedDict):
    """The reasons for which a message was refused again."""

    # Every reason.
    motifs: list[Rejet]

# The effect of a payment line on the account. paiement: a payment; its amount is zero or positive. regularisation: a
# correction of an earlier line, of either sign. annulation: the cancellation of an earlier line; its amount is zero
# or negative. retenue: a participation forfaitaire or franchise held back; its amount is zero or negative.
Nature = Literal['paiement', 'regularisation', 'annulation', 'retenue']

# The attention that a soin needs. normal: nothing beyond the situation. anormal: late beyond the second threshold of
# the policy.
Niveau = Literal['normal', 'anormal']


class NonRattachees(TypedDict):
    """Lines that are in no soin."""

    # The number of lines.
    nombre: int
    # The sum of the lines, in euros, signed.
    montant: Decimal
    # The lines, newest care first; at most 200 of them.
    lignes: list[LigneNonRattachee]

# The order in which the two payments were made, by payment days. roPuisComplementaire: RO first.
# complementairePuisRo: complementary first. memeJour: on the same day.
OrdreVersements = Literal['roPuisComplementaire', 'complementairePuisRo', 'memeJour']


class PageAccesEnregistre(TypedDict):
    """A page of a list."""

    # The elements of the page, in the order of the list.
    elements: list[AccesEnregistre]
    # The cursor of the next page; null on the last page.
    curseurSuivant: str | None


class PageDeVirement(TypedDict):
    """A page of the lines of one bank transfer, and the totals of all of them."""

    # The reference of the transfer.
    virement: str
    # The number of lines that count in the whole transfer, not only on this page: of each line its highest revision.
    nombre: int
    # The sum of those lines, in euros.
    somme: Decimal
    # The share of the sum that went to members, in euros.
    auCompte: Decimal
    # The share of the sum that went to professionals, in euros.
    auProfessionnel: Decimal
    # The lines of the page with all their revisions, in the order in which they were received.
    elements: list[LigneDePaiement]
    # The cursor of the next page; null on the last page.
    curseurSuivant: str | None


class PageDecisionLue(TypedDict):
    """A page of a list."""

    # The elements of the page, in the order of the list.
    elements: list[DecisionLue]
    # The cursor of the next page; null on the last page.
    curseurSuivant: str | None


class PageElementDeFlux(TypedDict):
    """A page of a list."""

    # The elements of the page, in the order of the list.
    elements: list[ElementDeFlux]
    # The cursor of the next page; null on the last page.
    curseurSuivant: str | None


class PageLigneDePaiement(TypedDict):
    """A page of a list."""

    # The elements of the page, in the order of the list.
    elements: list[LigneDePaiement]
    # The cursor of the next page; null on the last page.
    curseurSuivant: str | None


class PageMessageEnQuarantaine(TypedDict):
    """A page of a list."""

    # The elements of the page, in the order of the list.
    elements: list[MessageEnQuarantaine]
    # The cursor of the next page; null on the last page.
    curseurSuivant: str | None


class PageVersionDeSoin(TypedDict):
    """A page of a list."""

    # The elements of the page, in the order of the list.
    elements: list[VersionDeSoin]
    # The cursor of the next page; null on the last page.
    curseurSuivant: str | None


class PageVirementRecu(TypedDict):
    """A page of a list."""

    # The elements of the page, in the order of the list.
    elements: list[VirementRecu]
    # The cursor of the next page; null on the last page.
    curseurSuivant: str | None


class PageVue(TypedDict):
    """A page of a list."""

    # The elements of the page, in the order of the list.
    elements: list[Vue]
    # The cursor of the next page; null on the last page.
    curseurSuivant: str | None


class PageVueTrouvee(TypedDict):
    """A page of a list."""

    # The elements of the page, in the order of the list.
    elements: list[VueTrouvee]
    # The cursor of the next page; null on the last page.
    curseurSuivant: str | None


class PaiementComplementaireEmis(TypedDict):
    """A payment line of the complémentaire santé (RC), published to reconciliation.paiements-complementaires."""

    # The contract that pays. 1–64 printable characters.
    contrat: str
    # The manager of the régime obligatoire.
    regimeObligatoire: RegimeObligatoire
    # The gross RO amount on which the line was computed, in euros; optional. Zero: the RO does not cover the act.
    montantRoDeclare: NotRequired[Decimal | None]
    # The RO line on which the line was computed; optional.
    referenceRo: NotRequired[ReferenceLigne | None]
    # The id of the event, for tracing; not the identity of the line. 1–64 printable characters.
    evenementId: str
    # The system that states the line. 1–64 printable characters.
    source: str
    # The identity of the line within source.
    ligne: ReferenceLigne
    # The revision of the line, 1 to 1 000 000; the highest wins. Optional, 1.
    revision: NotRequired[int | None]
    # The effect of the line on the account.
    nature: Nature
    # The line of the same part that a régularisation, annulation or retenue concerns; else null.
    ligneOrigine: NotRequired[ReferenceLigne | None]
    # The member's number. Never a NIR. 1–64 printable characters.
    adherentId: str
    # The beneficiary of the care. Never a NIR. 1–64 printable characters.
    beneficiaireId: str
    # The day of care in Europe/Paris, from 2000-01-01 to tomorrow.
    dateSoin: str
    # The professional who gave the care. 1–64 printable characters.
    professionnelId: str
    # The code of the act. 1–64 printable characters.
    codeActe: str
    # The act in words, at most 200 printable characters; optional.
    libelle: NotRequired[str | None]
    # The cost of the care to the member, in euros with at most two decimals.
    depense: Decimal
    # The amount paid, in euros with at most two decimals: gross, signed.
    montant: Decimal
    # The recipient of the money.
    destinataire: Destinataire
    # The way in which the care was declared.
    canal: Canal
    # When the care was transmitted to the régime obligatoire; optional.
    transmisLe: NotRequired[str | None]
    # The day of payment in Europe/Paris, at most 31 days ahead.
    payeLe: str
    # The reference of the bank transfer that carries the line. 1–64 printable characters.
    virement: str
    # A reference of the soin shared by both systems; optional.
    referenceSoin: NotRequired[str | None]
    # The way in which RO statements reach the member. Optional, ameli.
    releve: NotRequired[Releve | None]


class PaiementRoEmis(TypedDict):
    """A payment line of the régime obligatoire (RO), published to reconciliation.paiements-ro."""

    # The base of reimbursement, in euros. Required of a paiement.
    base: NotRequired[Decimal | None]
    # The rate of reimbursement, per cent, 0–100. Required of a paiement.
    taux: NotRequired[Decimal | None]
    # The manager of the complementary cover.
    complementaire: Complementaire
    # The id of the event, for tracing; not the identity of the line. 1–64 printable characters.
    evenementId: str
    # The system that states the line. 1–64 printable characters.
    source: str
    # The identity of the line within source.
    ligne: ReferenceLigne
    # The revision of the line, 1 to 1 000 000; the highest wins. Optional, 1.
    revision: NotRequired[int | None]
    # The effect of the line on the account.
    nature: Nature
    # The line of the same part that a régularisation, annulation or retenue concerns; else null.
    ligneOrigine: NotRequired[ReferenceLigne | None]
    # The member's number. Never a NIR. 1–64 printable characters.
    adherentId: str
    # The beneficiary of the care. Never a NIR. 1–64 printable characters.
    beneficiaireId: str
    # The day of care in Europe/Paris, from 2000-01-01 to tomorrow.
    dateSoin: str
    # The professional who gave the care. 1–64 printable characters.
    professionnelId: str
    # The code of the act. 1–64 printable characters.
    codeActe: str
    # The act in words, at most 200 printable characters; optional.
    libelle: NotRequired[str | None]
    # The cost of the care to the member, in euros with at most two decimals.
    depense: Decimal
    # The amount paid, in euros with at most two decimals: gross, signed.
    montant: Decimal
    # The recipient of the money.
    destinataire: Destinataire
    # The way in which the care was declared.
    canal: Canal
    # When the care was transmitted to the régime obligatoire; optional.
    transmisLe: NotRequired[str | None]
    # The day of payment in Europe/Paris, at most 31 days ahead.
    payeLe: str
    # The reference of the bank transfer that carries the line. 1–64 printable characters.
    virement: str
    # A reference of the soin shared by both systems; optional.
    referenceSoin: NotRequired[str | None]
    # The way in which RO statements reach the member. Optional, ameli.
    releve: NotRequired[Releve | None]

# The part that a line pays, by its code. An installation may register streams besides the two of the contract: a
# client takes a code that it does not know as another part. ro: the régime obligatoire. complementaire: the
# complémentaire santé.
PartDeLigne = Literal['ro', 'complementaire']


class PartRoVue(TypedDict):
    """The part of the régime obligatoire."""

    # The state of the part.
    etat: EtatPart
    # The amount paid, gross, corrections included; null while nothing came. While a payment is of a day ahead: the
    # amount paid so far.
    montant: Decimal | None
    # The amount that the other part announces or lets derive for this one; null where the other part says nothing.
    # While a payment is of a day ahead: the whole.
    montantAttendu: Decimal | None
    # The recipient of the money; null while nothing came.
    destinataire: Destinataire | None
    # The day of payment; null while nothing came.
    payeLe: str | None
    # The bank transfer; null while nothing came.
    virement: str | None
    # The place where the member sees or will see the part; null where none is expected.
    visibleSur: VisibleSur | None
    # The start of the window in which the part is expected, or of the day ahead on which it is paid, UTC; null where
    # it is not awaited.
    attenduDu: str | None
    # The end of that window, UTC; null where it is not awaited.
    attenduAu: str | None
    # Whether the part was paid, or can still be paid, within its window; null where it is not expected.
    dansLesDelais: bool | None
    # The name of its first payment in the source; null while nothing came.
    ligne: NotRequired[ReferenceLigne | None]
    # The amount that the transfer of its first payment brought to its recipient for this soin, in euros: both parts,
    # retenues included; null while nothing came.
    montantVirement: NotRequired[Decimal | None]
    # The base of reimbursement, in euros; null while nothing came.
    base: NotRequired[Decimal | None]
    # The rate, per cent; null while nothing came, or where its payments have several.
    taux: NotRequired[Decimal | None]


class PartVue(TypedDict):
    """One part of a soin. Euros with two decimals."""

    # The state of the part.
    etat: EtatPart
    # The amount paid, gross, corrections included; null while nothing came. While a payment is of a day ahead: the
    # amount paid so far.
    montant: Decimal | None
    # The amount that the other part announces or lets derive for this one; null where the other part says nothing.
    # While a payment is of a day ahead: the whole.
    montantAttendu: Decimal | None
    # The recipient of the money; null while nothing came.
    destinataire: Destinataire | None
    # The day of payment; null while nothing came.
    payeLe: str | None
    # The bank transfer; null while nothing came.
    virement: str | None
    # The place where the member sees or will see the part; null where none is expected.
    visibleSur: VisibleSur | None
    # The start of the window in which the part is expected, or of the day ahead on which it is paid, UTC; null where
    # it is not awaited.
    attenduDu: str | None
    # The end of that window, UTC; null where it is not awaited.
    attenduAu: str | None
    # Whether the part was paid, or can still be paid, within its window; null where it is not expected.
    dansLesDelais: bool | None
    # The name of its first payment in the source; null while nothing came.
    ligne: NotRequired[ReferenceLigne | None]
    # The amount that the transfer of its first payment brought to its recipient for this soin, in euros: both parts,
    # retenues included; null while nothing came.
    montantVirement: NotRequired[Decimal | None]


class Probleme(TypedDict):
    """The reason for which a call was refused: a problem of RFC 9457. Some problems have members of their own
    besides, which the description of the call lists."""

    # The type of the problem: urn:reconciliation:probleme: and a code that never changes its meaning.
    type: str
    # The problem in words, the same each time.
    title: str
    # The status of the answer.
    status: int
    # The particulars of this refusal; absent where there are none.
    detail: NotRequired[str | None]
    # The trace of the call, under which the log has it, as 32 hexadecimal digits; absent where there is none.
    traceId: NotRequired[str | None]


class ProblemeMotifsDeRefus(TypedDict):
    """The reason for which a call was refused: a problem of RFC 9457. Some problems have members of their own
    besides, which the description of the call lists. The reasons for which a message was refused again."""

    # The type of the problem: urn:reconciliation:probleme: and a code that never changes its meaning.
    type: str
    # The problem in words, the same each time.
    title: str
    # The status of the answer.
    status: int
    # The particulars of this refusal; absent where there are none.
    detail: NotRequired[str | None]
    # The trace of the call, under which the log has it, as 32 hexadecimal digits; absent where there is none.
    traceId: NotRequired[str | None]
    # Every reason.
    motifs: list[Rejet]


class ProblemeRejetsDeDecision(TypedDict):
    """The reason for which a call was refused: a problem of RFC 9457. Some problems have members of their own
    besides, which the description of the call lists. The reasons for which a décision cannot be taken."""

    # The type of the problem: urn:reconciliation:probleme: and a code that never changes its meaning.
    type: str
    # The problem in words, the same each time.
    title: str
    # The status of the answer.
    status: int
    # The particulars of this refusal; absent where there are none.
    detail: NotRequired[str | None]
    # The trace of the call, under which the log has it, as 32 hexadecimal digits; absent where there is none.
    traceId: NotRequired[str | None]
    # Every rule that it breaks.
    rejets: list[Rejet]


class ProblemeReponseIngestion(TypedDict):
    """The reason for which a call was refused: a problem of RFC 9457. Some problems have members of their own
    besides, which the description of the call lists. The answer to an ingestion: how many records were accepted
    durably, and which were refused."""

    # The type of the problem: urn:reconciliation:probleme: and a code that never changes its meaning.
    type: str
    # The problem in words, the same each time.
    title: str
    # The status of the answer.
    status: int
    # The particulars of this refusal; absent where there are none.
    detail: NotRequired[str | None]
    # The trace of the call, under which the log has it, as 32 hexadecimal digits; absent where there is none.
    traceId: NotRequired[str | None]
    # The number of accepted records.
    acceptes: int
    # The refused ones, in the order of the request.
    rejetes: list[RejetIndexe]


class ProblemeRepriseDeFlux(TypedDict):
    """The reason for which a call was refused: a problem of RFC 9457. Some problems have members of their own
    besides, which the description of the call lists. The place from which a reader goes on whose cursor is one of
    another history: the members of curseur-perime."""

    # The type of the problem: urn:reconciliation:probleme: and a code that never changes its meaning.
    type: str
    # The problem in words, the same each time.
    title: str
    # The status of the answer.
    status: int
    # The particulars of this refusal; absent where there are none.
    detail: NotRequired[str | None]
    # The trace of the call, under which the log has it, as 32 hexadecimal digits; absent where there is none.
    traceId: NotRequired[str | None]
    # The history of this server; null: nothing was written in it yet.
    epoque: str | None
    # The history that it follows; null: none is known.
    precedente: str | None
    # The instant from which to drop the views of every other history, UTC. It is the earliest of all histories that
    # began since that of the cursor. Null: this server does not know that of the cursor, so drop all views but those
    # of epoque.
    depuis: str | None
    # The cursor after which to read then, overwriting; null: from the beginning.
    reprise: str | None


class ReferenceLigne(TypedDict):
    """The identity of a payment line within its source."""

    # The body that pays, 1–64 printable characters.
    organisme: str
    # The number of the statement (décompte), 1–64 printable characters.
    decompte: str
    # The rank of the line in the statement, zero or more.
    ordre: int

# The manager of the member's régime obligatoire, as a complementary line states it. mgen: MGEN. autre: another body.
RegimeObligatoire = Literal['mgen', 'autre']

# La règle pour laquelle un enregistrement est refusé.
Regle = Literal['autreJournee', 'autreLigne', 'autreSoin', 'colonnes', 'date', 'dateSoin', 'decisionInconnue', 'deuxDecimales', 'deuxLignes', 'emetteur', 'entier', 'enveloppe', 'essais', 'identifiant', 'instant', 'json', 'ligneInconnue', 'livraisonsEpuisees', 'montantMax', 'motif', 'nir', 'objet', 'paiementSeul', 'payeLe', 'requis', 'signe', 'stockage', 'taille', 'taux', 'texte', 'traitement', 'transmisLe', 'type', 'uuid', 'valeurConnue']


class Rejet(TypedDict):
    """A rule that a record breaks, for which it was refused."""

    # The path of the member at fault, such as ligne.ordre; empty for the record as a whole.
    membre: str
    # The rule it breaks, one of regle.
    regle: str
    # The rule in words, in French, without the value.
    motif: str


class RejetIndexe(TypedDict):
    """A refused record of a request."""

    # The position of the record in the request, from 0.
    index: int
    # The path of the first member at fault.
    membre: str
    # The rule it breaks.
    regle: str
    # The rule in words.
    motif: str
    # The other faults of the same record, null where there is none.
    autres: list[Rejet] | None


class RejetsDeDecision(TypedDict):
    """The reasons for which a décision cannot be taken."""

    # Every rule that it breaks.
    rejets: list[Rejet]

# The way in which the statements of the régime obligatoire reach the member. ameli: on the ameli.fr account.
# courrier: by post, for members without an ameli account.
Releve = Literal['ameli', 'courrier']


class ReponseIngestion(TypedDict):
    """The answer to an ingestion: how many records were accepted durably, and which were refused."""

    # The number of accepted records.
    acceptes: int
    # The refused ones, in the order of the request.
    rejetes: list[RejetIndexe]


class ReponseRejeux(TypedDict):
    """The answer to a replay of several messages."""

    # The number of messages that were accepted.
    rejoues: int
    # The result of each message, in the order in which they were tried.
    resultats: list[ResultatDeRejeu]
    # Whether the filter finds more messages than one call replays.
    reste: bool


class RepriseDeFlux(TypedDict):
    """The place from which a reader goes on whose cursor is one of another history: the members of curseur-
    perime."""

    # The history of this server; null: nothing was written in it yet.
    epoque: str | None
    # The history that it follows; null: none is known.
    precedente: str | None
    # The instant from which to drop the views of every other history, UTC. It is the earliest of all histories that
    # began since that of the cursor. Null: this server does not know that of the cursor, so drop all views but those
    # of epoque.
    depuis: str | None
    # The cursor after which to read then, overwriting; null: from the beginning.
    reprise: str | None


class ResultatDeRejeu(TypedDict):
    """The result of the replay of one message."""

    # The message.
    quarantaineId: int
    # The status that a call for this message alone would have had: 202, 404, 409, 412 or 422.
    statut: int
    # The reasons for which it was refused again; empty otherwise.
    motifs: list[Rejet]


class RetenueVue(TypedDict):
    """A line that holds an amount back, or gives back an amount that was held."""

    # The effect of the line on the account.
    nature: Nature
    # The code of the act of the line.
    codeActe: str
    # The amount held back, in euros; negative: given back.
    montant: Decimal
    # The day of the payment that carries the line.
    payeLe: str
    # The transfer of that payment.
    virement: str

# The verdict on a soin at an instant. conteste: a line came with two contents at one revision. aRapprocher: the
# pairing is ambiguous: a décision or a new line must settle it. annule: every part nets to zero after annulations.
# ecart: both parts are there and do not add up as declared, or more was paid than spent. enRetard: an expected part
# is missing past the end of its window. enAttenteRo: the RO part is expected and still within its window.
# enAttenteComplementaire: the complementary part is expected and still within its window. complet: every expected
# part is there.
Situation = Literal['conteste', 'aRapprocher', 'annule', 'ecart', 'enRetard', 'enAttenteRo', 'enAttenteComplementaire', 'complet']


class SoinDeVirement(TypedDict):
    """The share of a transfer that pays one soin."""

    # The soin.
    soinId: str
    # The day of care.
    dateSoin: str
    # The amount of the share, in euros, signed.
    montant: Decimal


class SoinEfface(TypedDict):
    """Says that a soin was erased, since its time of retention is over or its member asked for it. A reader that
    keeps views removes that of this soin. It stands in the feed and among the messages where a version would, and
    has no data of the soin."""

    # The soin.
    soinId: str
    # Always true: what tells it from a version.
    efface: bool
    # When it was erased, UTC.
    misAJourLe: str
    # The history of the database in which it was; absent from before histories were told apart.
    epoque: NotRequired[str | None]


class SoinFhir(TypedDict):
    """A soin in FHIR R4 (4.0.1): a Bundle of type collection that holds one ExplanationOfBenefit for each payer of
    which a payment came or is awaited. The resources themselves are described by HL7: read them with a library for
    FHIR."""

    # Always Bundle.
    resourceType: str
    # The id of the soin.
    id: str
    # The version of the view from which the Bundle is made.
    meta: MetaFhir
    # Always collection.
    type: str
    # When the view was judged, UTC.
    timestamp: str
    # The payers, the régime obligatoire first. Absent where no payer has anything to pay: FHIR knows no empty list.
    entry: NotRequired[list[EntreeFhir] | None]


class SoinMisAJour(TypedDict):
    """The message published to reconciliation.soins at each new version: the view and the situation before it."""

    # The situation of the version before; null at the first.
    situationPrecedente: Situation | None
    # The id of the soin; never changes once published.
    soinId: str
    # The version of the view, from 1, one more at each change.
    version: int
    # The member, as the RO line names them.
    adherentId: str
    # The beneficiary of the care.
    beneficiaireId: str
    # The day of care in Europe/Paris.
    dateSoin: str
    # The professional.
    professionnelId: str
    # The code of the act.
    codeActe: str
    # The act in words, or null.
    libelle: str | None
    # The cost of the care, in euros: the figure on which the payments that stand agree; 0.00 where it is unknown.
    depense: Decimal
    # The verdict.
    situation: Situation
    # The attention that the soin needs.
    niveau: Niveau
    # The total of both parts.
    montantTotal: MontantTotal
    # The part of the régime obligatoire.
    partRo: PartRoVue
    # The part of the complémentaire santé.
    partComplementaire: PartVue
    # The amount left to the member: depense − net, in euros, never below zero. Null where it cannot be told: the cost
    # is unknown, the pairing ambiguous, a part another insurer's or below zero, or one is awaited without a figure.
    resteACharge: Decimal | None
    # Whether one bank transfer covers both parts.
    versementUnique: bool
    # The order of the two payments by payment days; null until both are there.
    ordreVersements: OrdreVersements | None
    # Day of the complementary payment less day of the RO payment, in days; negative: complementary first; null until
    # both are there.
    ecartJours: int | None
    # One plain French sentence or two for the member.
    message: str
    # When this version was judged, UTC.
    misAJourLe: str
    # The history of the database in which this version was written. Versions are ordered within one; of two, the one
    # announced later is the later. Absent from versions that were written before histories were told apart.
    epoque: NotRequired[str | None]
    # The soin into which this one was merged; absent unless that happened.
    remplacePar: NotRequired[str | None]
    # The amounts held back, line by line, in the order of days; montantTotal.retenues is their sum.
    retenues: NotRequired[list[RetenueVue]]
    # The facts that the message states, in its order: message is written from them and from nothing else.
    messageParties: NotRequired[list[MessagePartie]]


class SoinsDAdherent(TypedDict):
    """The first soins of one member."""

    # The member.
    adherentId: str
    # The soins, the newest care first.
    elements: list[Vue]
    # The cursor of this member's next soins; null: there are no more.
    curseurSuivant: str | None


class SoinsDAdherents(TypedDict):
    """The first soins of several members."""

    # One element for each member asked for, in the order of the question.
    adherents: list[SoinsDAdherent]


class SuiteDeQuarantaine(TypedDict):
    """One thing that an agent did about a message in quarantine."""

    # When, UTC.
    le: str
    # The agent.
    agent: str
    # The result of the action.
    issue: IssueDeSuite
    # The reason, in the agent's words, or null.
    motif: str | None
    # The body that was sent instead of the original, or null.
    corpsCorrige: CorpsDeMessage | None
    # The reasons for which it was refused again; empty otherwise.
    motifs: list[Rejet]


class Synthese(TypedDict):
    """The totals of a member's soins over a period of care, by month and by situation. Soins of a child covered by
    two members are included. Amounts are euros with two decimals."""

    # The member.
    adherentId: str
    # The first day of care that is counted.
    du: str
    # The last day of care that is counted.
    au: str
    # All soins of the period.
    total: Totaux
    # The soins by situation; a situation without soins is absent.
    situations: list[TotauxDeSituation]
    # The months of care, newest first; a month without soins is absent.
    mois: list[TotauxDeMois]
    # Lines of the period that are in no soin: retenues and corrections that wait. They are in no total.
    nonRattachees: NonRattachees


class Totaux(TypedDict):
    """The totals of some soins: the members of montantTotal, added up. Euros with two decimals."""

    # The number of soins.
    nombre: int
    # Gross: both parts, each as paid, else as announced.
    valeur: Decimal
    # Participations forfaitaires and franchises held back, as a positive amount.
    retenues: Decimal
    # valeur less retenues.
    net: Decimal
    # Paid so far to the account, net.
    auCompte: Decimal
    # Paid so far to professionals, net.
    auProfessionnel: Decimal


class TotauxDeMois(TypedDict):
    """The soins of one month of care."""

    # The month, yyyy-MM.
    mois: str
    # The totals of these soins.
    total: Totaux
    # The totals of each situation in the month.
    situations: list[TotauxDeSituation]


class TotauxDeSituation(TypedDict):
    """The soins of one situation."""

    # The situation.
    situation: Situation
    # The totals of these soins.
    total: Totaux

# The criterion by which a search found a soin. soin: the id of the soin. adherent: the member. beneficiaire: the
# beneficiary. decompte: the décompte of a line. virement: the bank transfer of a line. professionnel: the
# professional of a line. date: a day: of the care, or of a payment. montant: an amount: of a line, of a transfer, or
# of the soin.
TrouvePar = Literal['soin', 'adherent', 'beneficiaire', 'decompte', 'virement', 'professionnel', 'date', 'montant']

# The kind of décision that an agent takes about lines. lier: the lines pay for one soin. delier: no two of the lines
# pay for the same soin. accepterEcart: the gap of the soin, as its lines stand, is accepted. rouvrir: an earlier
# décision no longer holds. annoter: a remark. neRienAttendre: nothing more is to be expected of a part, until a line
# of it comes that was not known.
TypeDeDecision = Literal['lier', 'delier', 'accepterEcart', 'rouvrir', 'annoter', 'neRienAttendre']


class VersionDeSoin(TypedDict):
    """A version of a soin in its history."""

    # The version, from 1.
    version: int
    # When it was written, UTC.
    ecritLe: str
    # The situation of the version before; null at the first.
    situationPrecedente: Situation | None
    # The cause of the version.
    cause: CauseDeVersion
    # The view.
    vue: Vue


class VirementRecu(TypedDict):
    """A bank transfer that reached a member's account."""

    # The reference of the transfer.
    virement: str
    # The day of payment.
    payeLe: str
    # The part that paid; null where one transfer pays both parts.
    part: PartDeLigne | None
    # The amount that reached this member, in euros, signed: the one on the bank statement.
    montant: Decimal
    # The soins that it pays, the newest care first. Lines that are in no soin yet are left out.
    soins: list[SoinDeVirement]

# The place where the member can see a part. ameli: on the ameli.fr account. courrier: on a statement sent by post.
# espacePersonnel: on the Espace personnel MGEN.
VisibleSur = Literal['ameli', 'courrier', 'espacePersonnel']


class Vue(TypedDict):
    """The unified view of a soin: the payments of each part, and those expected with their days. Amounts are euros
    with two decimals."""

    # The id of the soin; never changes once published.
    soinId: str
    # The version of the view, from 1, one more at each change.
    version: int
    # The member, as the RO line names them.
    adherentId: str
    # The beneficiary of the care.
    beneficiaireId: str
    # The day of care in Europe/Paris.
    dateSoin: str
    # The professional.
    professionnelId: str
    # The code of the act.
    codeActe: str
    # The act in words, or null.
    libelle: str | None
    # The cost of the care, in euros: the figure on which the payments that stand agree; 0.00 where it is unknown.
    depense: Decimal
    # The verdict.
    situation: Situation
    # The attention that the soin needs.
    niveau: Niveau
    # The total of both parts.
    montantTotal: MontantTotal
    # The part of the régime obligatoire.
    partRo: PartRoVue
    # The part of the complémentaire santé.
    partComplementaire: PartVue
    # The amount left to the member: depense − net, in euros, never below zero. Null where it cannot be told: the cost
    # is unknown, the pairing ambiguous, a part another insurer's or below zero, or one is awaited without a figure.
    resteACharge: Decimal | None
    # Whether one bank transfer covers both parts.
    versementUnique: bool
    # The order of the two payments by payment days; null until both are there.
    ordreVersements: OrdreVersements | None
    # Day of the complementary payment less day of the RO payment, in days; negative: complementary first; null until
    # both are there.
    ecartJours: int | None
    # One plain French sentence or two for the member.
    message: str
    # When this version was judged, UTC.
    misAJourLe: str
    # The history of the database in which this version was written. Versions are ordered within one; of two, the one
    # announced later is the later. Absent from versions that were written before histories were told apart.
    epoque: NotRequired[str | None]
    # The soin into which this one was merged; absent unless that happened.
    remplacePar: NotRequired[str | None]
    # The amounts held back, line by line, in the order of days; montantTotal.retenues is their sum.
    retenues: NotRequired[list[RetenueVue]]
    # The facts that the message states, in its order: message is written from them and from nothing else.
    messageParties: NotRequired[list[MessagePartie]]


class VueTrouvee(TypedDict):
    """A soin that a search found: its view, and the criteria by which it was found."""

    # The criteria, in the order of trouvePar. A page lists the soins of one criterion after those of the one before
    # it.
    trouvePar: list[TrouvePar]
    # The id of the soin; never changes once published.
    soinId: str
    # The version of the view, from 1, one more at each change.
    version: int
    # The member, as the RO line names them.
    adherentId: str
    # The beneficiary of the care.
    beneficiaireId: str
    # The day of care in Europe/Paris.
    dateSoin: str
    # The professional.
    professionnelId: str
    # The code of the act.
    codeActe: str
    # The act in words, or null.
    libelle: str | None
    # The cost of the care, in euros: the figure on which the payments that stand agree; 0.00 where it is unknown.
    depense: Decimal
    # The verdict.
    situation: Situation
    # The attention that the soin needs.
    niveau: Niveau
    # The total of both parts.
    montantTotal: MontantTotal
    # The part of the régime obligatoire.
    partRo: PartRoVue
    # The part of the complémentaire santé.
    partComplementaire: PartVue
    # The amount left to the member: depense − net, in euros, never below zero. Null where it cannot be told: the cost
    # is unknown, the pairing ambiguous, a part another insurer's or below zero, or one is awaited without a figure.
    resteACharge: Decimal | None
    # Whether one bank transfer covers both parts.
    versementUnique: bool
    # The order of the two payments by payment days; null until both are there.
    ordreVersements: OrdreVersements | None
    # Day of the complementary payment less day of the RO payment, in days; negative: complementary first; null until
    # both are there.
    ecartJours: int | None
    # One plain French sentence or two for the member.
    message: str
    # When this version was judged, UTC.
    misAJourLe: str
    # The history of the database in which this version was written. Versions are ordered within one; of two, the one
    # announced later is the later. Absent from versions that were written before histories were told apart.
    epoque: NotRequired[str | None]
    # The soin into which this one was merged; absent unless that happened.
    remplacePar: NotRequired[str | None]
    # The amounts held back, line by line, in the order of days; montantTotal.retenues is their sum.
    retenues: NotRequired[list[RetenueVue]]
    # The facts that the message states, in its order: message is written from them and from nothing else.
    messageParties: NotRequired[list[MessagePartie]]
