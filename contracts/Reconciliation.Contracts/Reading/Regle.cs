namespace Reconciliation.Contracts;

/// <summary>
/// The full list of validation rules, by the name given in a <see cref="Rejet"/>. Every way in (RabbitMQ, HTTP, files) applies
/// them through <see cref="PaiementReader"/>; those of décisions come last.
/// </summary>
public static class Regle
{
    /// <summary>The text is not JSON, or not UTF-8.</summary>
    public const string Json = "json";

    /// <summary>The record is not a JSON object.</summary>
    public const string Objet = "objet";

    /// <summary>A required member is missing or null.</summary>
    public const string Requis = "requis";

    /// <summary>A member has another JSON type than the contract gives.</summary>
    public const string TypeJson = "type";

    /// <summary>An identifier breaks <see cref="IdentifierRule"/>: 1 to 64 simple printable characters, no blank around or
    /// doubled.</summary>
    public const string Identifiant = "identifiant";

    /// <summary>A text is longer than 200 characters or has unprintable ones.</summary>
    public const string Texte = "texte";

    /// <summary>An identifier or a reason holds a NIR. A label loses it instead.</summary>
    public const string NirInterdit = "nir";

    /// <summary>A value is not one of those the contract lists.</summary>
    public const string ValeurConnue = "valeurConnue";

    /// <summary>A whole number is out of its range.</summary>
    public const string Entier = "entier";

    /// <summary>An amount has more than two decimals.</summary>
    public const string DeuxDecimales = "deuxDecimales";

    /// <summary>An amount is beyond ten million euros either way.</summary>
    public const string MontantMax = "montantMax";

    /// <summary>The sign of the amount does not fit the nature of the line.</summary>
    public const string Signe = "signe";

    /// <summary>A rate is not between 0 and 100.</summary>
    public const string Taux = "taux";

    /// <summary>A day is not written yyyy-MM-dd.</summary>
    public const string Date = "date";

    /// <summary>The day of care is before 2000-01-01 or after tomorrow.</summary>
    public const string DateSoin = "dateSoin";

    /// <summary>The day of payment is before 2000-01-01 or more than 31 days ahead.</summary>
    public const string PayeLe = "payeLe";

    /// <summary>An instant is not RFC 3339 with an offset.</summary>
    public const string Instant = "instant";

    /// <summary>The instant of transmission is before 2000-01-01 or more than 31 days ahead.</summary>
    public const string TransmisLe = "transmisLe";

    /// <summary>An enclosing message (MassTransit envelope, CloudEvents) holds no record.</summary>
    public const string Enveloppe = "enveloppe";

    /// <summary>A row of a CSV file has another number of fields than its header, or a quote where none belongs.</summary>
    public const string Colonnes = "colonnes";

    /// <summary>A message is larger than 8 MiB.</summary>
    public const string Taille = "taille";

    /// <summary>The database refuses the record.</summary>
    public const string Stockage = "stockage";

    /// <summary>Processing the record fails, whatever it is done with: a defect of the service.</summary>
    public const string Traitement = "traitement";

    /// <summary>The message ended its consumer, or could not be finished, more often than the broker delivers a message.</summary>
    public const string LivraisonsEpuisees = "livraisonsEpuisees";

    /// <summary>The sender of the record may not write this part for this source.</summary>
    public const string Emetteur = "emetteur";

    /// <summary>A correction is about another source, line or member than the message that it corrects.</summary>
    public const string AutreLigne = "autreLigne";

    /// <summary>As many refused attempts to replay the message are kept as may be: this one is not.</summary>
    public const string Essais = "essais";

    /// <summary>The reason of a décision is not 1 to 500 printable characters, or is blank.</summary>
    public const string Motif = "motif";

    /// <summary>An id is no UUID.</summary>
    public const string Uuid = "uuid";

    /// <summary>A décision links or separates fewer than two distinct lines, or more than 50.</summary>
    public const string DeuxLignes = "deuxLignes";

    /// <summary>No line of the soin's journée, nor of one tied to it, has this name.</summary>
    public const string LigneInconnue = "ligneInconnue";

    /// <summary>The line is of another beneficiary or day of care.</summary>
    public const string AutreJournee = "autreJournee";

    /// <summary>The line is no payment: a correction goes with the line that it corrects.</summary>
    public const string PaiementSeul = "paiementSeul";

    /// <summary>None of the lines is of the soin on which the décision is taken.</summary>
    public const string AutreSoin = "autreSoin";

    /// <summary>No décision on the soin has this id.</summary>
    public const string DecisionInconnue = "decisionInconnue";

    /// <summary>The text of each rule for a person, in French. It never contains the value at fault.</summary>
    public static IReadOnlyDictionary<string, string> Motifs { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Json] = "Le contenu n'est pas du JSON valide en UTF-8, ou ses valeurs sont imbriquées sur plus de 64 niveaux.",
        [Objet] = "L'enregistrement doit être un objet JSON.",
        [Requis] = "Ce membre est obligatoire.",
        [TypeJson] = "Ce membre n'a pas le type JSON attendu.",
        [Identifiant] =
            "Un identifiant compte de 1 à 64 caractères imprimables simples, sans espace au bord ni redoublée, "
                + "et n'est ni « . » ni « .. ».",
        [Texte] = "Un texte compte au plus 200 caractères imprimables.",
        [NirInterdit] = "Un numéro de sécurité sociale (NIR) ne doit pas entrer dans ce service.",
        [ValeurConnue] = "La valeur n'est pas l'une de celles prévues au contrat.",
        [Entier] = "Le nombre entier est hors des bornes prévues.",
        [DeuxDecimales] = "Un montant s'écrit en euros avec au plus deux décimales.",
        [MontantMax] = "Un montant ne dépasse pas 10 000 000 € en valeur absolue.",
        [Signe] = "Le signe du montant ne correspond pas à la nature : paiement positif ou nul, annulation et retenue négatives ou nulles.",
        [Taux] = "Un taux est compris entre 0 et 100.",
        [Date] = "Un jour s'écrit aaaa-mm-jj.",
        [DateSoin] = "La date du soin est comprise entre le 1er janvier 2000 et demain.",
        [PayeLe] = "La date de paiement est comprise entre le 1er janvier 2000 et 31 jours après aujourd'hui.",
        [Instant] = "Un instant s'écrit au format RFC 3339 avec son décalage horaire.",
        [TransmisLe] = "L'instant de transmission est compris entre le 1er janvier 2000 et 31 jours après aujourd'hui.",
        [Enveloppe] = "L'enveloppe du message ne contient pas d'enregistrement.",
        [Colonnes] = "La ligne du fichier n'a pas autant de champs que son en-tête, ou un guillemet y est mal placé.",
        [Taille] = "Le message dépasse 8 Mio.",
        [Stockage] = "La base de données refuse cet enregistrement.",
        [Traitement] = "Le traitement de cet enregistrement échoue : une erreur du service est à corriger avant de le rejouer.",
        [LivraisonsEpuisees] =
            "Le message a été livré trop souvent sans pouvoir être traité ; il peut avoir arrêté le service, ou avoir été en "
                + "cours avec celui qui l'a arrêté.",
        [Emetteur] = "Cet émetteur n'est pas autorisé à écrire cette part pour cette source.",
        [Essais] = "Trop d'essais refusés de ce message sont déjà conservés : celui-ci ne l'est pas.",
        [AutreLigne] =
            "Une correction garde la source, la ligne et l'adhérent du message d'origine ; sinon, une seconde personne, de la "
                + "supervision, la confirme en rejouant le même contenu.",
        [Motif] = "Un motif compte de 1 à 500 caractères imprimables.",
        [Uuid] = "Un identifiant de décision est un UUID.",
        [DeuxLignes] = "Une décision lie ou sépare de 2 à 50 lignes distinctes.",
        [LigneInconnue] = "Aucune ligne de ce nom n'est connue pour ce bénéficiaire et ce jour de soins.",
        [AutreJournee] = "Cette ligne est d'un autre bénéficiaire ou d'un autre jour de soins.",
        [PaiementSeul] = "Seul un paiement se lie ou se sépare : une correction suit la ligne qu'elle corrige.",
        [AutreSoin] = "Une au moins des lignes doit être de ce soin.",
        [DecisionInconnue] = "Aucune décision de cet identifiant ne concerne ce soin.",
    };

    /// <summary>A refusal by one of the rules.</summary>
    /// <param name="regle">The rule.</param>
    /// <param name="membre">The path of the member at fault.</param>
    public static Rejet Refuse(string regle, string membre) => new(membre, regle, Motifs[regle]);
}
