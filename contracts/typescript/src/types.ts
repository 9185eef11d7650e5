// Written by contracts/generate-types from contracts/openapi.json: change that and run it again.
// Amounts are euros, days are yyyy-MM-dd in Europe/Paris, instants are RFC 3339 in UTC.

/** One reading or one action of an agent, about one member. */
export interface AccesEnregistre {
  /** Its place in the record, from 1. */
  accesId: number;
  /** When, UTC. */
  le: string;
  /** The agent. */
  agent: string;
  /** The application, as far as the token said. */
  client: string | null;
  /** The name of the call, such as lireSoin. */
  action: string;
  /** The member whose data the agent saw; null where the answer was about no member. */
  adherentId: string | null;
  /** The soin; null where the answer was about no soin. */
  soinId: string | null;
  /** The reason, where the agent gave one. */
  motif: string | null;
}

/**
 * The way in which the care was declared to the régime obligatoire. carteVitale: electronically, with the carte
 * Vitale: 48 to 72 hours on average. feuilleDeSoins: by a paper feuille de soins sent by post: the delay varies.
 */
export type Canal = "carteVitale" | "feuilleDeSoins";

/** The cause of a version. */
export interface CauseDeVersion {
  /**
   * lignes, echeance (time alone), regroupement (lines moved between soins of the journée), decision (of an agent) or
   * reconstruction (the view was computed again from the facts).
   */
  type: string;
  /** The new lines of the soin, where lines are the cause; else none. */
  lignes: LigneEnCause[];
  /** The décision, where one is the cause; absent otherwise. */
  decision?: DecisionEnCause | null;
}

/**
 * The certainty of the total. ferme: every expected part is paid. annonce: the missing amount is stated by the other
 * part. estime: the missing amount is only derived.
 */
export type Certitude = "ferme" | "annonce" | "estime";

/**
 * The manager of the member's complementary cover, as an RO line states it. mgen: MGEN. autre: another insurer.
 * aucune: nobody: the member has no complementary contract.
 */
export type Complementaire = "mgen" | "autre" | "aucune";

/** The bytes of a message as JSON can hold them. */
export interface CorpsDeMessage {
  /** The encoding of contenu. */
  encodage: EncodageDeCorps;
  /** The text, or base64. */
  contenu: string;
}

/** The décision that an agent asks for on a soin. */
export interface DecisionDemandee {
  /** The kind of décision. */
  type: TypeDeDecision;
  /** The agent's reason: 1–500 printable characters, no NIR. */
  motif: string;
  /** For lier and delier: the payments concerned, 2 to 50, one of the soin at least. */
  lignes?: LigneVisee[];
  /** For rouvrir: the décision that shall no longer hold. */
  decisionId?: string | null;
  /** For neRienAttendre: the part of which nothing more is to be expected. */
  part?: PartDeLigne | null;
}

/** A décision that caused a version. */
export interface DecisionEnCause {
  /** Its id. */
  decisionId: string;
  /** The kind of décision, such as lier. */
  type: string;
  /** The agent who took it; callers who are no agents read MGEN. */
  auteur: string;
  /** The agent's reason; callers who are no agents read that it is reserved to agents. */
  motif: string;
}

/** A décision as it was taken. */
export interface DecisionLue {
  /** Its id. */
  decisionId: string;
  /** The kind of décision. */
  type: TypeDeDecision;
  /** The agent's reason. */
  motif: string;
  /** The agent. */
  auteur: string;
  /** When, UTC. */
  priseLe: string;
  /** The soin on which it was taken. */
  soinId: string | null;
  /**
   * Whether it holds: it was neither reopened nor contradicted by a later one, the amounts are those of the accepted
   * gap, and nothing came of the part of which nothing was to be expected.
   */
  enVigueur: boolean;
  /** The lines of which it says something. */
  lignes: LigneVisee[];
  /** The décision that it reopens; null for any other. */
  decisionRouverte: string | null;
  /** The part of which nothing more is to be expected; null for any other décision. */
  part?: PartDeLigne | null;
}

/**
 * The result of a décision: the view that the soin has now, or would have, and those of the other soins that the
 * décision changed.
 */
export interface DecisionPrise {
  /** The id of the décision: the same for the same décision sent again. */
  decisionId: string;
  /** Whether nothing was decided, and the views are only those that the décision would bring about. */
  apercu: boolean;
  /** The new views of the other soins that it changes. */
  autresSoins: Vue[];
  /** The id of the soin; never changes once published. */
  soinId: string;
  /** The version of the view, from 1, one more at each change. */
  version: number;
  /** The member, as the RO line names them. */
  adherentId: string;
  /** The beneficiary of the care. */
  beneficiaireId: string;
  /** The day of care in Europe/Paris. */
  dateSoin: string;
  /** The professional. */
  professionnelId: string;
  /** The code of the act. */
  codeActe: string;
  /** The act in words, or null. */
  libelle: string | null;
  /**
   * The cost of the care, in euros: the figure on which the payments that stand agree; 0.00 where it is unknown.
   */
  depense: number;
  /** The verdict. */
  situation: Situation;
  /** The attention that the soin needs. */
  niveau: Niveau;
  /** The total of both parts. */
  montantTotal: MontantTotal;
  /** The part of the régime obligatoire. */
  partRo: PartRoVue;
  /** The part of the complémentaire santé. */
  partComplementaire: PartVue;
  /**
   * The amount left to the member: depense − net, in euros, never below zero. Null where it cannot be told: the cost
   * is unknown, the pairing ambiguous, a part another insurer's or below zero, or one is awaited without a figure.
   */
  resteACharge: number | null;
  /** Whether one bank transfer covers both parts. */
  versementUnique: boolean;
  /** The order of the two payments by payment days; null until both are there. */
  ordreVersements: OrdreVersements | null;
  /**
   * Day of the complementary payment less day of the RO payment, in days; negative: complementary first; null until
   * both are there.
   */
  ecartJours: number | null;
  /** One plain French sentence or two for the member. */
  message: string;
  /** When this version was judged, UTC. */
  misAJourLe: string;
  /**
   * The history of the database in which this version was written. Versions are ordered within one; of two, the one
   * announced later is the later. Absent from versions that were written before histories were told apart.
   */
  epoque?: string | null;
  /** The soin into which this one was merged; absent unless that happened. */
  remplacePar?: string | null;
  /** The amounts held back, line by line, in the order of days; montantTotal.retenues is their sum. */
  retenues?: RetenueVue[];
  /** The facts that the message states, in its order: message is written from them and from nothing else. */
  messageParties?: MessagePartie[];
}

/** The body of a replay of one message, or of setting it aside; all of it is optional. */
export interface DemandeDeRejeu {
  /** The corrected record, or the message that encloses it; absent: the original is replayed. */
  corps?: unknown;
  /** The reason, in the agent's words, at most 500 characters. */
  motif?: string | null;
}

/** The body of a replay of several messages: either these, or those that a filter finds. */
export interface DemandeDeRejeux {
  /** The messages and the versions that the agent saw, 1 to 200. */
  messages?: MessageDesigne[] | null;
  /** The filter that finds the open messages to replay. */
  filtre?: FiltreDeRejeux | null;
  /** The reason, in the agent's words, at most 500 characters. */
  motif?: string | null;
}

/** The body of a question about several members. A member that is not known is refused. */
export interface DemandeDeSoins {
  /** The members, 1 to 100, each once. */
  adherents?: string[] | null;
  /** The first day of care. */
  du?: string | null;
  /** The last day of care. */
  au?: string | null;
}

/**
 * The recipient of the money of a line. assure: the member's account. professionnel: the health professional, in tiers
 * payant.
 */
export type Destinataire = "assure" | "professionnel";

/**
 * An element of the feed: the message published at a new version, and the place after it. In its place a page may hold
 * an element with other members: SoinEfface, which has efface, and EpoqueCommencee, which has no soinId; each has
 * curseur too. A reader looks for these two before it reads an element by this schema.
 */
export interface ElementDeFlux {
  /**
   * The place after this element, opaque: the next reading starts there. In the live feed it is the id of the event.
   */
  curseur: string;
  /** The situation of the version before; null at the first. */
  situationPrecedente: Situation | null;
  /** The id of the soin; never changes once published. */
  soinId: string;
  /** The version of the view, from 1, one more at each change. */
  version: number;
  /** The member, as the RO line names them. */
  adherentId: string;
  /** The beneficiary of the care. */
  beneficiaireId: string;
  /** The day of care in Europe/Paris. */
  dateSoin: string;
  /** The professional. */
  professionnelId: string;
  /** The code of the act. */
  codeActe: string;
  /** The act in words, or null. */
  libelle: string | null;
  /**
   * The cost of the care, in euros: the figure on which the payments that stand agree; 0.00 where it is unknown.
   */
  depense: number;
  /** The verdict. */
  situation: Situation;
  /** The attention that the soin needs. */
  niveau: Niveau;
  /** The total of both parts. */
  montantTotal: MontantTotal;
  /** The part of the régime obligatoire. */
  partRo: PartRoVue;
  /** The part of the complémentaire santé. */
  partComplementaire: PartVue;
  /**
   * The amount left to the member: depense − net, in euros, never below zero. Null where it cannot be told: the cost
   * is unknown, the pairing ambiguous, a part another insurer's or below zero, or one is awaited without a figure.
   */
  resteACharge: number | null;
  /** Whether one bank transfer covers both parts. */
  versementUnique: boolean;
  /** The order of the two payments by payment days; null until both are there. */
  ordreVersements: OrdreVersements | null;
  /**
   * Day of the complementary payment less day of the RO payment, in days; negative: complementary first; null until
   * both are there.
   */
  ecartJours: number | null;
  /** One plain French sentence or two for the member. */
  message: string;
  /** When this version was judged, UTC. */
  misAJourLe: string;
  /**
   * The history of the database in which this version was written. Versions are ordered within one; of two, the one
   * announced later is the later. Absent from versions that were written before histories were told apart.
   */
  epoque?: string | null;
  /** The soin into which this one was merged; absent unless that happened. */
  remplacePar?: string | null;
  /** The amounts held back, line by line, in the order of days; montantTotal.retenues is their sum. */
  retenues?: RetenueVue[];
  /** The facts that the message states, in its order: message is written from them and from nothing else. */
  messageParties?: MessagePartie[];
}

/** The encoding of the bytes of a message. utf8: as text: the bytes are UTF-8. base64: in base64. */
export type EncodageDeCorps = "utf8" | "base64";

/** One resource of a Bundle of FHIR. */
export interface EntreeFhir {
  /** The name of the resource, the same in every version: urn:uuid: and its id. */
  fullUrl: string;
  /** The resource, an ExplanationOfBenefit. */
  resource: Record<string, unknown>;
}

/**
 * Announces a new history of the database: another server was promoted, or a backup restored, and the last versions
 * handed out before may never have happened. A reader that keeps views drops those of every other history whose
 * misAJourLe is not before depuis, and asks for each of these soins again by its id: the service publishes again the
 * views that still hold, but not those that were last written before that instant.
 */
export interface EpoqueCommencee {
  /** The history that begins. Its text is opaque: later histories are those that were announced later. */
  epoque: string;
  /** The history that it follows; null: it is not known. */
  precedente: string | null;
  /** The instant from which the writes of other histories may be unknown here, UTC. */
  depuis: string;
}

/**
 * The state of one part of a soin. payee: its payment has arrived (a payment of 0,00 € counts). attendue: it is
 * expected and within its window. enRetard: it is expected and past its window. nonAttendue: nothing is expected of
 * it. annulee: it was paid and then cancelled.
 */
export type EtatPart = "payee" | "attendue" | "enRetard" | "nonAttendue" | "annulee";

/**
 * The state of a message in quarantine. ouverte: nothing yet, or a replay that was refused again. rejouee: it was
 * replayed, as it is or corrected, and accepted. ecartee: an agent set it aside: it will not be accepted.
 */
export type EtatQuarantaine = "ouverte" | "rejouee" | "ecartee";

/** Un enregistrement dans un CloudEvent 1.0, en mode structuré. */
export interface EvenementPaiementComplementaireEmis {
  specversion: "1.0";
  id: string;
  source: string;
  type: string;
  data: PaiementComplementaireEmis;
}

/** Un enregistrement dans un CloudEvent 1.0, en mode structuré. */
export interface EvenementPaiementRoEmis {
  specversion: "1.0";
  id: string;
  source: string;
  type: string;
  data: PaiementRoEmis;
}

/** A filter of the open messages to replay. */
export interface FiltreDeRejeux {
  /** The stream. */
  part?: PartDeLigne | null;
  /** A rule that is among the reasons. */
  regle?: string | null;
  /** The way in. */
  origine?: string | null;
  /** The first day of first coming, in Paris. */
  du?: string | null;
  /** The last day of first coming. */
  au?: string | null;
  /** Only messages with a smaller number: to go on after those that were refused again. */
  avantId?: number | null;
  /** The most messages, 1 to 200. */
  limite?: number | null;
}

/**
 * The result of an agent's action. accepte: the replay was accepted. refuse: the replay was refused again. ecarte: the
 * message was set aside.
 */
export type IssueDeSuite = "accepte" | "refuse" | "ecarte";

/**
 * A payment line of either part as it was received, and its state now. Amounts are euros with two decimals. The
 * members that only one part has are null for the other.
 */
export interface LigneDePaiement {
  /** The part that the line pays. */
  part: PartDeLigne;
  /** The system that states the line. */
  source: string;
  /** The identity of the line within its source. */
  ligne: ReferenceLigne;
  /** The revision, from 1. */
  revision: number;
  /**
   * Whether this revision counts: the highest one, and the content that is shown where two contradict each other.
   */
  actuelle: boolean;
  /** Whether this revision came with two contents, and no later one has settled it. */
  contestee: boolean;
  /** The soin for which the line pays; null while it waits for the line that it corrects. */
  soinId: string | null;
  /** When it was received, UTC. */
  recuLe: string;
  /** The event that brought it, for tracing. */
  evenementId: string;
  /** The effect of the line on the account. */
  nature: Nature;
  /** The line of the same part that it concerns; null for a paiement. */
  ligneOrigine: ReferenceLigne | null;
  /** The member. */
  adherentId: string;
  /** The beneficiary of the care. */
  beneficiaireId: string;
  /** The day of care in Europe/Paris. */
  dateSoin: string;
  /** The professional. */
  professionnelId: string;
  /** The code of the act. */
  codeActe: string;
  /** The act in words, or null. */
  libelle: string | null;
  /** The cost of the care, in euros. */
  depense: number;
  /** The amount paid, in euros: gross, signed. */
  montant: number;
  /** The recipient of the money. */
  destinataire: Destinataire;
  /** The way in which the care was declared. */
  canal: Canal;
  /** When the care was transmitted to the régime obligatoire, UTC; null where unknown. */
  transmisLe: string | null;
  /** The day of payment in Europe/Paris. */
  payeLe: string;
  /** The bank transfer that carries the line. */
  virement: string;
  /** A reference of the soin shared by both systems, or null. */
  referenceSoin: string | null;
  /** The way in which RO statements reach the member. */
  releve: Releve;
  /** RO only: the base of reimbursement, in euros. */
  base: number | null;
  /** RO only: the rate of reimbursement, per cent. */
  taux: number | null;
  /** RO only: the manager of the complementary cover. */
  complementaire: Complementaire | null;
  /** Complementary only: the contract that pays. */
  contrat: string | null;
  /** Complementary only: the manager of the régime obligatoire. */
  regimeObligatoire: RegimeObligatoire | null;
  /** Complementary only: the gross RO amount on which the line was computed, in euros. */
  montantRoDeclare: number | null;
  /** Complementary only: the RO line on which it was computed. */
  referenceRo: ReferenceLigne | null;
}

/** A line that caused a version. */
export interface LigneEnCause {
  /** ro or complementaire. */
  part: string;
  /** The system that sent it. */
  source: string;
  /** The organisation that pays. */
  organisme: string;
  /** The statement. */
  decompte: string;
  /** The rank on the statement. */
  ordre: number;
  /** The revision. */
  revision: number;
}

/** A line that is in no soin. */
export interface LigneNonRattachee {
  /** The part that it concerns. */
  part: PartDeLigne;
  /** The system that states it. */
  source: string;
  /** Its identity within the source. */
  ligne: ReferenceLigne;
  /** The effect of the line on the account. */
  nature: Nature;
  /** The beneficiary. */
  beneficiaireId: string;
  /** The day of care. */
  dateSoin: string;
  /** The amount, in euros, signed. */
  montant: number;
  /** The day of payment. */
  payeLe: string;
}

/** A line that a décision names. */
export interface LigneVisee {
  /** The part that it pays. */
  part: PartDeLigne;
  /** The system that states it. */
  source: string;
  /** Its identity within the source. */
  ligne: ReferenceLigne;
}

/** A message and the version that the agent saw. */
export interface MessageDesigne {
  /** The message. */
  quarantaineId?: number;
  /** The version. */
  version?: number;
}

/** A message that could not be accepted, without its body. */
export interface MessageEnQuarantaine {
  /** The number of the message in the quarantine; it rises in the order in which messages first came. */
  quarantaineId: number;
  /** The state of the message. */
  etat: EtatQuarantaine;
  /** The stream it came by. */
  part: PartDeLigne;
  /** The way in: the name of a queue, or http. */
  origine: string;
  /** The reasons for which it could not be accepted: every one that was found. */
  motifs: Rejet[];
  /** The number of times that the message came. */
  nombre: number;
  /** When it first came, UTC. */
  recuLe: string;
  /** When it last came, UTC. */
  dernierLe: string;
  /** The version to name in If-Match; it rises when the message comes again, is replayed or set aside. */
  version: number;
  /** The size of the body, in bytes. */
  taille: number;
}

/** A message in quarantine with its body and the actions of agents on it. */
export interface MessageEnQuarantaineComplet {
  /** The original, but for any NIR in it: text, or base64 where it is no text in UTF-8. */
  corps: CorpsDeMessage;
  /** The actions of agents on the message, the oldest first. No recorded action is ever changed. */
  suites: SuiteDeQuarantaine[];
  /** The number of the message in the quarantine; it rises in the order in which messages first came. */
  quarantaineId: number;
  /** The state of the message. */
  etat: EtatQuarantaine;
  /** The stream it came by. */
  part: PartDeLigne;
  /** The way in: the name of a queue, or http. */
  origine: string;
  /** The reasons for which it could not be accepted: every one that was found. */
  motifs: Rejet[];
  /** The number of times that the message came. */
  nombre: number;
  /** When it first came, UTC. */
  recuLe: string;
  /** When it last came, UTC. */
  dernierLe: string;
  /** The version to name in If-Match; it rises when the message comes again, is replayed or set aside. */
  version: number;
  /** The size of the body, in bytes. */
  taille: number;
}

/** A fact that a member is told. A page may set it in its own type and language. */
export interface MessagePartie {
  /** The kind of fact. New values may be added: a client that does not know one shows message. */
  type: MessagePartieType;
  /** The amount, in euros; null where the fact has none. */
  montant: number | null;
  /** The day in Europe/Paris; null where the fact has none. */
  jour: string | null;
  /**
   * The place where the part is or will be seen: espacePersonnel is the complementary part, any other RO; null where
   * no part is meant.
   */
  lieu: VisibleSur | null;
  /** The recipient of the money; null where no payment is meant. */
  destinataire: Destinataire | null;
  /**
   * The part, where it is one that an installation registered beside RO and the complementary one; absent elsewhere.
   */
  autrePart?: string | null;
}

/**
 * The kind of fact that a piece of a message states. versement: a payment that came. versementUnique: a payment that
 * came, of one transfer that brought all of them. autreVersement: a payment that came, of a part without rules of its
 * own. versementAVenir: a payment of a day ahead. reprise: the amount that was taken back of a payment. repriseAVenir:
 * the amount that will be taken back on a day ahead. retenue: the sum that was held back. retenueAVenir: the sum that
 * will be held back on a day ahead. retenueRendue: the amount that was given back beyond the amount held.
 * retenueRendueAVenir: the amount that will be given back on a day ahead. rienDu: a part that has been dealt with and
 * pays nothing. complementaireAilleurs: the complementary part is another insurer's. complementaireNonAttendue: no
 * complementary part is expected. rienARembourser: nothing is left for the complementary part to pay. roAilleurs: RO
 * is another body's. roNonAttendu: RO is not expected. autreAdherent: other payments of the soin are another member's.
 * attendue: a missing part, expected about a day; its amount is the least where the complementary part is meant.
 * attendueAvant: a missing part, expected by a day. delaiVariable: with a paper feuille de soins the delay may vary.
 * enRetard: a missing part that was expected by a day which is past. totalInchange: the total is unchanged; without an
 * amount where it is not known yet. totalInchangeAuMoins: the total, at least so much, is unchanged. total: the total.
 * totalAVenir: the total once all that is announced is paid. net: the total less the sum held back. depassement: the
 * payments exceed the cost of the care. depassementAnnonce: the payments made and announced exceed the cost of the
 * care. depense: the cost of the care. roVerse: the amount that RO paid, where another one was announced.
 * roVerseAVenir: the amount that RO will have paid, where another one was announced. roAnnonce: the amount that was
 * announced of RO. repriseNonRemplacee: the amount that was taken back and not replaced; with a day, while money still
 * moves. repriseExcessive: the amount by which a part took back more than it paid; with a day, while money still
 * moves. conteste: a payment came with two contents. aRapprocher: payments of the day are being paired; the amount is
 * the sum of all that came. annule: the payments were cancelled; the amount is their total now; with a day, while
 * money still moves. rienAFaire: the member has nothing to do. contact: the service to call.
 */
export type MessagePartieType = "versement" | "versementUnique" | "autreVersement" | "versementAVenir" | "reprise" | "repriseAVenir" | "retenue" | "retenueAVenir" | "retenueRendue" | "retenueRendueAVenir" | "rienDu" | "complementaireAilleurs" | "complementaireNonAttendue" | "rienARembourser" | "roAilleurs" | "roNonAttendu" | "autreAdherent" | "attendue" | "attendueAvant" | "delaiVariable" | "enRetard" | "totalInchange" | "totalInchangeAuMoins" | "total" | "totalAVenir" | "net" | "depassement" | "depassementAnnonce" | "depense" | "roVerse" | "roVerseAVenir" | "roAnnonce" | "repriseNonRemplacee" | "repriseExcessive" | "conteste" | "aRapprocher" | "annule" | "rienAFaire" | "contact";

/** The version of a resource of FHIR. */
export interface MetaFhir {
  /** The version of the view, with the epoch where it is not the first. */
  versionId: string;
  /** When the view was judged, UTC. */
  lastUpdated: string;
}

/** The total of a soin. Euros with two decimals. */
export interface MontantTotal {
  /** RO gross and complementary, each as paid, else as announced by the other part. */
  valeur: number;
  /** Participations forfaitaires and franchises held back, as a positive amount. */
  retenues: number;
  /** valeur less retenues. */
  net: number;
  /**
   * The sum paid so far to the member's account, net; never below zero because of the retenues of a tiers payant. In
   * the list of a member it counts their own lines only.
   */
  auCompte: number;
  /** Paid so far to the professional (tiers payant), net. */
  auProfessionnel: number;
  /** The certainty of valeur. */
  certitude: Certitude;
  /**
   * Whether the RO paid as the complementary part declared, corrections included, and nothing was taken back without
   * being replaced; null until both are there, and where the complementary part declared nothing.
   */
  inchange: boolean | null;
}

/** The reasons for which a message was refused again. */
export interface MotifsDeRefus {
  /** Every reason. */
  motifs: Rejet[];
}

/**
 * The effect of a payment line on the account. paiement: a payment; its amount is zero or positive. regularisation: a
 * correction of an earlier line, of either sign. annulation: the cancellation of an earlier line; its amount is zero
 * or negative. retenue: a participation forfaitaire or franchise held back; its amount is zero or negative.
 */
export type Nature = "paiement" | "regularisation" | "annulation" | "retenue";

/**
 * The attention that a soin needs. normal: nothing beyond the situation. anormal: late beyond the second threshold of
 * the policy.
 */
export type Niveau = "normal" | "anormal";

/** Lines that are in no soin. */
export interface NonRattachees {
  /** The number of lines. */
  nombre: number;
  /** The sum of the lines, in euros, signed. */
  montant: number;
  /** The lines, newest care first; at most 200 of them. */
  lignes: LigneNonRattachee[];
}

/**
 * The order in which the two payments were made, by payment days. roPuisComplementaire: RO first.
 * complementairePuisRo: complementary first. memeJour: on the same day.
 */
export type OrdreVersements = "roPuisComplementaire" | "complementairePuisRo" | "memeJour";

/** A page of a list. */
export interface PageAccesEnregistre {
  /** The elements of the page, in the order of the list. */
  elements: AccesEnregistre[];
  /** The cursor of the next page; null on the last page. */
  curseurSuivant: string | null;
}

/** A page of the lines of one bank transfer, and the totals of all of them. */
export interface PageDeVirement {
  /** The reference of the transfer. */
  virement: string;
  /**
   * The number of lines that count in the whole transfer, not only on this page: of each line its highest revision.
   */
  nombre: number;
  /** The sum of those lines, in euros. */
  somme: number;
  /** The share of the sum that went to members, in euros. */
  auCompte: number;
  /** The share of the sum that went to professionals, in euros. */
  auProfessionnel: number;
  /** The lines of the page with all their revisions, in the order in which they were received. */
  elements: LigneDePaiement[];
  /** The cursor of the next page; null on the last page. */
  curseurSuivant: string | null;
}

/** A page of a list. */
export interface PageDecisionLue {
  /** The elements of the page, in the order of the list. */
  elements: DecisionLue[];
  /** The cursor of the next page; null on the last page. */
  curseurSuivant: string | null;
}

/** A page of a list. */
export interface PageElementDeFlux {
  /** The elements of the page, in the order of the list. */
  elements: ElementDeFlux[];
  /** The cursor of the next page; null on the last page. */
  curseurSuivant: string | null;
}

/** A page of a list. */
export interface PageLigneDePaiement {
  /** The elements of the page, in the order of the list. */
  elements: LigneDePaiement[];
  /** The cursor of the next page; null on the last page. */
  curseurSuivant: string | null;
}

/** A page of a list. */
export interface PageMessageEnQuarantaine {
  /** The elements of the page, in the order of the list. */
  elements: MessageEnQuarantaine[];
  /** The cursor of the next page; null on the last page. */
  curseurSuivant: string | null;
}

/** A page of a list. */
export interface PageVersionDeSoin {
  /** The elements of the page, in the order of the list. */
  elements: VersionDeSoin[];
  /** The cursor of the next page; null on the last page. */
  curseurSuivant: string | null;
}

/** A page of a list. */
export interface PageVirementRecu {
  /** The elements of the page, in the order of the list. */
  elements: VirementRecu[];
  /** The cursor of the next page; null on the last page. */
  curseurSuivant: string | null;
}

/** A page of a list. */
export interface PageVue {
  /** The elements of the page, in the order of the list. */
  elements: Vue[];
  /** The cursor of the next page; null on the last page. */
  curseurSuivant: string | null;
}

/** A page of a list. */
export interface PageVueTrouvee {
  /** The elements of the page, in the order of the list. */
  elements: VueTrouvee[];
  /** The cursor of the next page; null on the last page. */
  curseurSuivant: string | null;
}

/** A payment line of the complémentaire santé (RC), published to reconciliation.paiements-complementaires. */
export interface PaiementComplementaireEmis {
  /** The contract that pays. 1–64 printable characters. */
  contrat: string;
  /** The manager of the régime obligatoire. */
  regimeObligatoire: RegimeObligatoire;
  /**
   * The gross RO amount on which the line was computed, in euros; optional. Zero: the RO does not cover the act.
   */
  montantRoDeclare?: number | null;
  /** The RO line on which the line was computed; optional. */
  referenceRo?: ReferenceLigne | null;
  /** The id of the event, for tracing; not the identity of the line. 1–64 printable characters. */
  evenementId: string;
  /** The system that states the line. 1–64 printable characters. */
  source: string;
  /** The identity of the line within source. */
  ligne: ReferenceLigne;
  /** The revision of the line, 1 to 1 000 000; the highest wins. Optional, 1. */
  revision?: number | null;
  /** The effect of the line on the account. */
  nature: Nature;
  /** The line of the same part that a régularisation, annulation or retenue concerns; else null. */
  ligneOrigine?: ReferenceLigne | null;
  /** The member's number. Never a NIR. 1–64 printable characters. */
  adherentId: string;
  /** The beneficiary of the care. Never a NIR. 1–64 printable characters. */
  beneficiaireId: string;
  /** The day of care in Europe/Paris, from 2000-01-01 to tomorrow. */
  dateSoin: string;
  /** The professional who gave the care. 1–64 printable characters. */
  professionnelId: string;
  /** The code of the act. 1–64 printable characters. */
  codeActe: string;
  /** The act in words, at most 200 printable characters; optional. */
  libelle?: string | null;
  /** The cost of the care to the member, in euros with at most two decimals. */
  depense: number;
  /** The amount paid, in euros with at most two decimals: gross, signed. */
  montant: number;
  /** The recipient of the money. */
  destinataire: Destinataire;
  /** The way in which the care was declared. */
  canal: Canal;
  /** When the care was transmitted to the régime obligatoire; optional. */
  transmisLe?: string | null;
  /** The day of payment in Europe/Paris, at most 31 days ahead. */
  payeLe: string;
  /** The reference of the bank transfer that carries the line. 1–64 printable characters. */
  virement: string;
  /** A reference of the soin shared by both systems; optional. */
  referenceSoin?: string | null;
  /** The way in which RO statements reach the member. Optional, ameli. */
  releve?: Releve | null;
}

/** A payment line of the régime obligatoire (RO), published to reconciliation.paiements-ro. */
export interface PaiementRoEmis {
  /** The base of reimbursement, in euros. Required of a paiement. */
  base?: number | null;
  /** The rate of reimbursement, per cent, 0–100. Required of a paiement. */
  taux?: number | null;
  /** The manager of the complementary cover. */
  complementaire: Complementaire;
  /** The id of the event, for tracing; not the identity of the line. 1–64 printable characters. */
  evenementId: string;
  /** The system that states the line. 1–64 printable characters. */
  source: string;
  /** The identity of the line within source. */
  ligne: ReferenceLigne;
  /** The revision of the line, 1 to 1 000 000; the highest wins. Optional, 1. */
  revision?: number | null;
  /** The effect of the line on the account. */
  nature: Nature;
  /** The line of the same part that a régularisation, annulation or retenue concerns; else null. */
  ligneOrigine?: ReferenceLigne | null;
  /** The member's number. Never a NIR. 1–64 printable characters. */
  adherentId: string;
  /** The beneficiary of the care. Never a NIR. 1–64 printable characters. */
  beneficiaireId: string;
  /** The day of care in Europe/Paris, from 2000-01-01 to tomorrow. */
  dateSoin: string;
  /** The professional who gave the care. 1–64 printable characters. */
  professionnelId: string;
  /** The code of the act. 1–64 printable characters. */
  codeActe: string;
  /** The act in words, at most 200 printable characters; optional. */
  libelle?: string | null;
  /** The cost of the care to the member, in euros with at most two decimals. */
  depense: number;
  /** The amount paid, in euros with at most two decimals: gross, signed. */
  montant: number;
  /** The recipient of the money. */
  destinataire: Destinataire;
  /** The way in which the care was declared. */
  canal: Canal;
  /** When the care was transmitted to the régime obligatoire; optional. */
  transmisLe?: string | null;
  /** The day of payment in Europe/Paris, at most 31 days ahead. */
  payeLe: string;
  /** The reference of the bank transfer that carries the line. 1–64 printable characters. */
  virement: string;
  /** A reference of the soin shared by both systems; optional. */
  referenceSoin?: string | null;
  /** The way in which RO statements reach the member. Optional, ameli. */
  releve?: Releve | null;
}

/**
 * The part that a line pays, by its code. An installation may register streams besides the two of the contract: a
 * client takes a code that it does not know as another part. ro: the régime obligatoire. complementaire: the
 * complémentaire santé.
 */
export type PartDeLigne = "ro" | "complementaire";

/** The part of the régime obligatoire. */
export interface PartRoVue {
  /** The state of the part. */
  etat: EtatPart;
  /**
   * The amount paid, gross, corrections included; null while nothing came. While a payment is of a day ahead: the
   * amount paid so far.
   */
  montant: number | null;
  /**
   * The amount that the other part announces or lets derive for this one; null where the other part says nothing.
   * While a payment is of a day ahead: the whole.
   */
  montantAttendu: number | null;
  /** The recipient of the money; null while nothing came. */
  destinataire: Destinataire | null;
  /** The day of payment; null while nothing came. */
  payeLe: string | null;
  /** The bank transfer; null while nothing came. */
  virement: string | null;
  /** The place where the member sees or will see the part; null where none is expected. */
  visibleSur: VisibleSur | null;
  /**
   * The start of the window in which the part is expected, or of the day ahead on which it is paid, UTC; null where it
   * is not awaited.
   */
  attenduDu: string | null;
  /** The end of that window, UTC; null where it is not awaited. */
  attenduAu: string | null;
  /** Whether the part was paid, or can still be paid, within its window; null where it is not expected. */
  dansLesDelais: boolean | null;
  /** The name of its first payment in the source; null while nothing came. */
  ligne?: ReferenceLigne | null;
  /**
   * The amount that the transfer of its first payment brought to its recipient for this soin, in euros: both parts,
   * retenues included; null while nothing came.
   */
  montantVirement?: number | null;
  /** The base of reimbursement, in euros; null while nothing came. */
  base?: number | null;
  /** The rate, per cent; null while nothing came, or where its payments have several. */
  taux?: number | null;
}

/** One part of a soin. Euros with two decimals. */
export interface PartVue {
  /** The state of the part. */
  etat: EtatPart;
  /**
   * The amount paid, gross, corrections included; null while nothing came. While a payment is of a day ahead: the
   * amount paid so far.
   */
  montant: number | null;
  /**
   * The amount that the other part announces or lets derive for this one; null where the other part says nothing.
   * While a payment is of a day ahead: the whole.
   */
  montantAttendu: number | null;
  /** The recipient of the money; null while nothing came. */
  destinataire: Destinataire | null;
  /** The day of payment; null while nothing came. */
  payeLe: string | null;
  /** The bank transfer; null while nothing came. */
  virement: string | null;
  /** The place where the member sees or will see the part; null where none is expected. */
  visibleSur: VisibleSur | null;
  /**
   * The start of the window in which the part is expected, or of the day ahead on which it is paid, UTC; null where it
   * is not awaited.
   */
  attenduDu: string | null;
  /** The end of that window, UTC; null where it is not awaited. */
  attenduAu: string | null;
  /** Whether the part was paid, or can still be paid, within its window; null where it is not expected. */
  dansLesDelais: boolean | null;
  /** The name of its first payment in the source; null while nothing came. */
  ligne?: ReferenceLigne | null;
  /**
   * The amount that the transfer of its first payment brought to its recipient for this soin, in euros: both parts,
   * retenues included; null while nothing came.
   */
  montantVirement?: number | null;
}

/**
 * The reason for which a call was refused: a problem of RFC 9457. Some problems have members of their own besides,
 * which the description of the call lists.
 */
export interface Probleme {
  /** The type of the problem: urn:reconciliation:probleme: and a code that never changes its meaning. */
  type: string;
  /** The problem in words, the same each time. */
  title: string;
  /** The status of the answer. */
  status: number;
  /** The particulars of this refusal; absent where there are none. */
  detail?: string | null;
  /** The trace of the call, under which the log has it, as 32 hexadecimal digits; absent where there is none. */
  traceId?: string | null;
}

/**
 * The reason for which a call was refused: a problem of RFC 9457. Some problems have members of their own besides,
 * which the description of the call lists. The reasons for which a message was refused again.
 */
export interface ProblemeMotifsDeRefus {
  /** The type of the problem: urn:reconciliation:probleme: and a code that never changes its meaning. */
  type: string;
  /** The problem in words, the same each time. */
  title: string;
  /** The status of the answer. */
  status: number;
  /** The particulars of this refusal; absent where there are none. */
  detail?: string | null;
  /** The trace of the call, under which the log has it, as 32 hexadecimal digits; absent where there is none. */
  traceId?: string | null;
  /** Every reason. */
  motifs: Rejet[];
}

/**
 * The reason for which a call was refused: a problem of RFC 9457. Some problems have members of their own besides,
 * which the description of the call lists. The reasons for which a décision cannot be taken.
 */
export interface ProblemeRejetsDeDecision {
  /** The type of the problem: urn:reconciliation:probleme: and a code that never changes its meaning. */
  type: string;
  /** The problem in words, the same each time. */
  title: string;
  /** The status of the answer. */
  status: number;
  /** The particulars of this refusal; absent where there are none. */
  detail?: string | null;
  /** The trace of the call, under which the log has it, as 32 hexadecimal digits; absent where there is none. */
  traceId?: string | null;
  /** Every rule that it breaks. */
  rejets: Rejet[];
}

/**
 * The reason for which a call was refused: a problem of RFC 9457. Some problems have members of their own besides,
 * which the description of the call lists. The answer to an ingestion: how many records were accepted durably, and
 * which were refused.
 */
export interface ProblemeReponseIngestion {
  /** The type of the problem: urn:reconciliation:probleme: and a code that never changes its meaning. */
  type: string;
  /** The problem in words, the same each time. */
  title: string;
  /** The status of the answer. */
  status: number;
  /** The particulars of this refusal; absent where there are none. */
  detail?: string | null;
  /** The trace of the call, under which the log has it, as 32 hexadecimal digits; absent where there is none. */
  traceId?: string | null;
  /** The number of accepted records. */
  acceptes: number;
  /** The refused ones, in the order of the request. */
  rejetes: RejetIndexe[];
}

/**
 * The reason for which a call was refused: a problem of RFC 9457. Some problems have members of their own besides,
 * which the description of the call lists. The place from which a reader goes on whose cursor is one of another
 * history: the members of curseur-perime.
 */
export interface ProblemeRepriseDeFlux {
  /** The type of the problem: urn:reconciliation:probleme: and a code that never changes its meaning. */
  type: string;
  /** The problem in words, the same each time. */
  title: string;
  /** The status of the answer. */
  status: number;
  /** The particulars of this refusal; absent where there are none. */
  detail?: string | null;
  /** The trace of the call, under which the log has it, as 32 hexadecimal digits; absent where there is none. */
  traceId?: string | null;
  /** The history of this server; null: nothing was written in it yet. */
  epoque: string | null;
  /** The history that it follows; null: none is known. */
  precedente: string | null;
  /**
   * The instant from which to drop the views of every other history, UTC. It is the earliest of all histories that
   * began since that of the cursor. Null: this server does not know that of the cursor, so drop all views but those of
   * epoque.
   */
  depuis: string | null;
  /** The cursor after which to read then, overwriting; null: from the beginning. */
  reprise: string | null;
}

/** The identity of a payment line within its source. */
export interface ReferenceLigne {
  /** The body that pays, 1–64 printable characters. */
  organisme: string;
  /** The number of the statement (décompte), 1–64 printable characters. */
  decompte: string;
  /** The rank of the line in the statement, zero or more. */
  ordre: number;
}

/**
 * The manager of the member's régime obligatoire, as a complementary line states it. mgen: MGEN. autre: another body.
 */
export type RegimeObligatoire = "mgen" | "autre";

/** La règle pour laquelle un enregistrement est refusé. */
export type Regle = "autreJournee" | "autreLigne" | "autreSoin" | "colonnes" | "date" | "dateSoin" | "decisionInconnue" | "deuxDecimales" | "deuxLignes" | "emetteur" | "entier" | "enveloppe" | "essais" | "identifiant" | "instant" | "json" | "ligneInconnue" | "livraisonsEpuisees" | "montantMax" | "motif" | "nir" | "objet" | "paiementSeul" | "payeLe" | "requis" | "signe" | "stockage" | "taille" | "taux" | "texte" | "traitement" | "transmisLe" | "type" | "uuid" | "valeurConnue";

/** A rule that a record breaks, for which it was refused. */
export interface Rejet {
  /** The path of the member at fault, such as ligne.ordre; empty for the record as a whole. */
  membre: string;
  /** The rule it breaks, one of regle. */
  regle: string;
  /** The rule in words, in French, without the value. */
  motif: string;
}

/** A refused record of a request. */
export interface RejetIndexe {
  /** The position of the record in the request, from 0. */
  index: number;
  /** The path of the first member at fault. */
  membre: string;
  /** The rule it breaks. */
  regle: string;
  /** The rule in words. */
  motif: string;
  /** The other faults of the same record, null where there is none. */
  autres: Rejet[] | null;
}

/** The reasons for which a décision cannot be taken. */
export interface RejetsDeDecision {
  /** Every rule that it breaks. */
  rejets: Rejet[];
}

/**
 * The way in which the statements of the régime obligatoire reach the member. ameli: on the ameli.fr account.
 * courrier: by post, for members without an ameli account.
 */
export type Releve = "ameli" | "courrier";

/** The answer to an ingestion: how many records were accepted durably, and which were refused. */
export interface ReponseIngestion {
  /** The number of accepted records. */
  acceptes: number;
  /** The refused ones, in the order of the request. */
  rejetes: RejetIndexe[];
}

/** The answer to a replay of several messages. */
export interface ReponseRejeux {
  /** The number of messages that were accepted. */
  rejoues: number;
  /** The result of each message, in the order in which they were tried. */
  resultats: ResultatDeRejeu[];
  /** Whether the filter finds more messages than one call replays. */
  reste: boolean;
}

/** The place from which a reader goes on whose cursor is one of another history: the members of curseur-perime. */
export interface RepriseDeFlux {
  /** The history of this server; null: nothing was written in it yet. */
  epoque: string | null;
  /** The history that it follows; null: none is known. */
  precedente: string | null;
  /**
   * The instant from which to drop the views of every other history, UTC. It is the earliest of all histories that
   * began since that of the cursor. Null: this server does not know that of the cursor, so drop all views but those of
   * epoque.
   */
  depuis: string | null;
  /** The cursor after which to read then, overwriting; null: from the beginning. */
  reprise: string | null;
}

/** The result of the replay of one message. */
export interface ResultatDeRejeu {
  /** The message. */
  quarantaineId: number;
  /** The status that a call for this message alone would have had: 202, 404, 409, 412 or 422. */
  statut: number;
  /** The reasons for which it was refused again; empty otherwise. */
  motifs: Rejet[];
}

/** A line that holds an amount back, or gives back an amount that was held. */
export interface RetenueVue {
  /** The effect of the line on the account. */
  nature: Nature;
  /** The code of the act of the line. */
  codeActe: string;
  /** The amount held back, in euros; negative: given back. */
  montant: number;
  /** The day of the payment that carries the line. */
  payeLe: string;
  /** The transfer of that payment. */
  virement: string;
}

/**
 * The verdict on a soin at an instant. conteste: a line came with two contents at one revision. aRapprocher: the
 * pairing is ambiguous: a décision or a new line must settle it. annule: every part nets to zero after annulations.
 * ecart: both parts are there and do not add up as declared, or more was paid than spent. enRetard: an expected part
 * is missing past the end of its window. enAttenteRo: the RO part is expected and still within its window.
 * enAttenteComplementaire: the complementary part is expected and still within its window. complet: every expected
 * part is there.
 */
export type Situation = "conteste" | "aRapprocher" | "annule" | "ecart" | "enRetard" | "enAttenteRo" | "enAttenteComplementaire" | "complet";

/** The share of a transfer that pays one soin. */
export interface SoinDeVirement {
  /** The soin. */
  soinId: string;
  /** The day of care. */
  dateSoin: string;
  /** The amount of the share, in euros, signed. */
  montant: number;
}

/**
 * Says that a soin was erased, since its time of retention is over or its member asked for it. A reader that keeps
 * views removes that of this soin. It stands in the feed and among the messages where a version would, and has no data
 * of the soin.
 */
export interface SoinEfface {
  /** The soin. */
  soinId: string;
  /** Always true: what tells it from a version. */
  efface: boolean;
  /** When it was erased, UTC. */
  misAJourLe: string;
  /** The history of the database in which it was; absent from before histories were told apart. */
  epoque?: string | null;
}

/**
 * A soin in FHIR R4 (4.0.1): a Bundle of type collection that holds one ExplanationOfBenefit for each payer of which a
 * payment came or is awaited. The resources themselves are described by HL7: read them with a library for FHIR.
 */
export interface SoinFhir {
  /** Always Bundle. */
  resourceType: string;
  /** The id of the soin. */
  id: string;
  /** The version of the view from which the Bundle is made. */
  meta: MetaFhir;
  /** Always collection. */
  type: string;
  /** When the view was judged, UTC. */
  timestamp: string;
  /**
   * The payers, the régime obligatoire first. Absent where no payer has anything to pay: FHIR knows no empty list.
   */
  entry?: EntreeFhir[] | null;
}

/** The message published to reconciliation.soins at each new version: the view and the situation before it. */
export interface SoinMisAJour {
  /** The situation of the version before; null at the first. */
  situationPrecedente: Situation | null;
  /** The id of the soin; never changes once published. */
  soinId: string;
  /** The version of the view, from 1, one more at each change. */
  version: number;
  /** The member, as the RO line names them. */
  adherentId: string;
  /** The beneficiary of the care. */
  beneficiaireId: string;
  /** The day of care in Europe/Paris. */
  dateSoin: string;
  /** The professional. */
  professionnelId: string;
  /** The code of the act. */
  codeActe: string;
  /** The act in words, or null. */
  libelle: string | null;
  /**
   * The cost of the care, in euros: the figure on which the payments that stand agree; 0.00 where it is unknown.
   */
  depense: number;
  /** The verdict. */
  situation: Situation;
  /** The attention that the soin needs. */
  niveau: Niveau;
  /** The total of both parts. */
  montantTotal: MontantTotal;
  /** The part of the régime obligatoire. */
  partRo: PartRoVue;
  /** The part of the complémentaire santé. */
  partComplementaire: PartVue;
  /**
   * The amount left to the member: depense − net, in euros, never below zero. Null where it cannot be told: the cost
   * is unknown, the pairing ambiguous, a part another insurer's or below zero, or one is awaited without a figure.
   */
  resteACharge: number | null;
  /** Whether one bank transfer covers both parts. */
  versementUnique: boolean;
  /** The order of the two payments by payment days; null until both are there. */
  ordreVersements: OrdreVersements | null;
  /**
   * Day of the complementary payment less day of the RO payment, in days; negative: complementary first; null until
   * both are there.
   */
  ecartJours: number | null;
  /** One plain French sentence or two for the member. */
  message: string;
  /** When this version was judged, UTC. */
  misAJourLe: string;
  /**
   * The history of the database in which this version was written. Versions are ordered within one; of two, the one
   * announced later is the later. Absent from versions that were written before histories were told apart.
   */
  epoque?: string | null;
  /** The soin into which this one was merged; absent unless that happened. */
  remplacePar?: string | null;
  /** The amounts held back, line by line, in the order of days; montantTotal.retenues is their sum. */
  retenues?: RetenueVue[];
  /** The facts that the message states, in its order: message is written from them and from nothing else. */
  messageParties?: MessagePartie[];
}

/** The first soins of one member. */
export interface SoinsDAdherent {
  /** The member. */
  adherentId: string;
  /** The soins, the newest care first. */
  elements: Vue[];
  /** The cursor of this member's next soins; null: there are no more. */
  curseurSuivant: string | null;
}

/** The first soins of several members. */
export interface SoinsDAdherents {
  /** One element for each member asked for, in the order of the question. */
  adherents: SoinsDAdherent[];
}

/** One thing that an agent did about a message in quarantine. */
export interface SuiteDeQuarantaine {
  /** When, UTC. */
  le: string;
  /** The agent. */
  agent: string;
  /** The result of the action. */
  issue: IssueDeSuite;
  /** The reason, in the agent's words, or null. */
  motif: string | null;
  /** The body that was sent instead of the original, or null. */
  corpsCorrige: CorpsDeMessage | null;
  /** The reasons for which it was refused again; empty otherwise. */
  motifs: Rejet[];
}

/**
 * The totals of a member's soins over a period of care, by month and by situation. Soins of a child covered by two
 * members are included. Amounts are euros with two decimals.
 */
export interface Synthese {
  /** The member. */
  adherentId: string;
  /** The first day of care that is counted. */
  du: string;
  /** The last day of care that is counted. */
  au: string;
  /** All soins of the period. */
  total: Totaux;
  /** The soins by situation; a situation without soins is absent. */
  situations: TotauxDeSituation[];
  /** The months of care, newest first; a month without soins is absent. */
  mois: TotauxDeMois[];
  /** Lines of the period that are in no soin: retenues and corrections that wait. They are in no total. */
  nonRattachees: NonRattachees;
}

/** The totals of some soins: the members of montantTotal, added up. Euros with two decimals. */
export interface Totaux {
  /** The number of soins. */
  nombre: number;
  /** Gross: both parts, each as paid, else as announced. */
  valeur: number;
  /** Participations forfaitaires and franchises held back, as a positive amount. */
  retenues: number;
  /** valeur less retenues. */
  net: number;
  /** Paid so far to the account, net. */
  auCompte: number;
  /** Paid so far to professionals, net. */
  auProfessionnel: number;
}

/** The soins of one month of care. */
export interface TotauxDeMois {
  /** The month, yyyy-MM. */
  mois: string;
  /** The totals of these soins. */
  total: Totaux;
  /** The totals of each situation in the month. */
  situations: TotauxDeSituation[];
}

/** The soins of one situation. */
export interface TotauxDeSituation {
  /** The situation. */
  situation: Situation;
  /** The totals of these soins. */
  total: Totaux;
}

/**
 * The criterion by which a search found a soin. soin: the id of the soin. adherent: the member. beneficiaire: the
 * beneficiary. decompte: the décompte of a line. virement: the bank transfer of a line. professionnel: the
 * professional of a line. date: a day: of the care, or of a payment. montant: an amount: of a line, of a transfer, or
 * of the soin.
 */
export type TrouvePar = "soin" | "adherent" | "beneficiaire" | "decompte" | "virement" | "professionnel" | "date" | "montant";

/**
 * The kind of décision that an agent takes about lines. lier: the lines pay for one soin. delier: no two of the lines
 * pay for the same soin. accepterEcart: the gap of the soin, as its lines stand, is accepted. rouvrir: an earlier
 * décision no longer holds. annoter: a remark. neRienAttendre: nothing more is to be expected of a part, until a line
 * of it comes that was not known.
 */
export type TypeDeDecision = "lier" | "delier" | "accepterEcart" | "rouvrir" | "annoter" | "neRienAttendre";

/** A version of a soin in its history. */
export interface VersionDeSoin {
  /** The version, from 1. */
  version: number;
  /** When it was written, UTC. */
  ecritLe: string;
  /** The situation of the version before; null at the first. */
  situationPrecedente: Situation | null;
  /** The cause of the version. */
  cause: CauseDeVersion;
  /** The view. */
  vue: Vue;
}

/** A bank transfer that reached a member's account. */
export interface VirementRecu {
  /** The reference of the transfer. */
  virement: string;
  /** The day of payment. */
  payeLe: string;
  /** The part that paid; null where one transfer pays both parts. */
  part: PartDeLigne | null;
  /** The amount that reached this member, in euros, signed: the one on the bank statement. */
  montant: number;
  /** The soins that it pays, the newest care first. Lines that are in no soin yet are left out. */
  soins: SoinDeVirement[];
}

/**
 * The place where the member can see a part. ameli: on the ameli.fr account. courrier: on a statement sent by post.
 * espacePersonnel: on the Espace personnel MGEN.
 */
export type VisibleSur = "ameli" | "courrier" | "espacePersonnel";

/**
 * The unified view of a soin: the payments of each part, and those expected with their days. Amounts are euros with
 * two decimals.
 */
export interface Vue {
  /** The id of the soin; never changes once published. */
  soinId: string;
  /** The version of the view, from 1, one more at each change. */
  version: number;
  /** The member, as the RO line names them. */
  adherentId: string;
  /** The beneficiary of the care. */
  beneficiaireId: string;
  /** The day of care in Europe/Paris. */
  dateSoin: string;
  /** The professional. */
  professionnelId: string;
  /** The code of the act. */
  codeActe: string;
  /** The act in words, or null. */
  libelle: string | null;
  /**
   * The cost of the care, in euros: the figure on which the payments that stand agree; 0.00 where it is unknown.
   */
  depense: number;
  /** The verdict. */
  situation: Situation;
  /** The attention that the soin needs. */
  niveau: Niveau;
  /** The total of both parts. */
  montantTotal: MontantTotal;
  /** The part of the régime obligatoire. */
  partRo: PartRoVue;
  /** The part of the complémentaire santé. */
  partComplementaire: PartVue;
  /**
   * The amount left to the member: depense − net, in euros, never below zero. Null where it cannot be told: the cost
   * is unknown, the pairing ambiguous, a part another insurer's or below zero, or one is awaited without a figure.
   */
  resteACharge: number | null;
  /** Whether one bank transfer covers both parts. */
  versementUnique: boolean;
  /** The order of the two payments by payment days; null until both are there. */
  ordreVersements: OrdreVersements | null;
  /**
   * Day of the complementary payment less day of the RO payment, in days; negative: complementary first; null until
   * both are there.
   */
  ecartJours: number | null;
  /** One plain French sentence or two for the member. */
  message: string;
  /** When this version was judged, UTC. */
  misAJourLe: string;
  /**
   * The history of the database in which this version was written. Versions are ordered within one; of two, the one
   * announced later is the later. Absent from versions that were written before histories were told apart.
   */
  epoque?: string | null;
  /** The soin into which this one was merged; absent unless that happened. */
  remplacePar?: string | null;
  /** The amounts held back, line by line, in the order of days; montantTotal.retenues is their sum. */
  retenues?: RetenueVue[];
  /** The facts that the message states, in its order: message is written from them and from nothing else. */
  messageParties?: MessagePartie[];
}

/** A soin that a search found: its view, and the criteria by which it was found. */
export interface VueTrouvee {
  /**
   * The criteria, in the order of trouvePar. A page lists the soins of one criterion after those of the one before it.
   */
  trouvePar: TrouvePar[];
  /** The id of the soin; never changes once published. */
  soinId: string;
  /** The version of the view, from 1, one more at each change. */
  version: number;
  /** The member, as the RO line names them. */
  adherentId: string;
  /** The beneficiary of the care. */
  beneficiaireId: string;
  /** The day of care in Europe/Paris. */
  dateSoin: string;
  /** The professional. */
  professionnelId: string;
  /** The code of the act. */
  codeActe: string;
  /** The act in words, or null. */
  libelle: string | null;
  /**
   * The cost of the care, in euros: the figure on which the payments that stand agree; 0.00 where it is unknown.
   */
  depense: number;
  /** The verdict. */
  situation: Situation;
  /** The attention that the soin needs. */
  niveau: Niveau;
  /** The total of both parts. */
  montantTotal: MontantTotal;
  /** The part of the régime obligatoire. */
  partRo: PartRoVue;
  /** The part of the complémentaire santé. */
  partComplementaire: PartVue;
  /**
   * The amount left to the member: depense − net, in euros, never below zero. Null where it cannot be told: the cost
   * is unknown, the pairing ambiguous, a part another insurer's or below zero, or one is awaited without a figure.
   */
  resteACharge: number | null;
  /** Whether one bank transfer covers both parts. */
  versementUnique: boolean;
  /** The order of the two payments by payment days; null until both are there. */
  ordreVersements: OrdreVersements | null;
  /**
   * Day of the complementary payment less day of the RO payment, in days; negative: complementary first; null until
   * both are there.
   */
  ecartJours: number | null;
  /** One plain French sentence or two for the member. */
  message: string;
  /** When this version was judged, UTC. */
  misAJourLe: string;
  /**
   * The history of the database in which this version was written. Versions are ordered within one; of two, the one
   * announced later is the later. Absent from versions that were written before histories were told apart.
   */
  epoque?: string | null;
  /** The soin into which this one was merged; absent unless that happened. */
  remplacePar?: string | null;
  /** The amounts held back, line by line, in the order of days; montantTotal.retenues is their sum. */
  retenues?: RetenueVue[];
  /** The facts that the message states, in its order: message is written from them and from nothing else. */
  messageParties?: MessagePartie[];
}
