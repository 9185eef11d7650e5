using System.Text;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Contracts.Tests;

/// <summary>
/// A valid record as a list of member paths and raw JSON values, so that a test can put in any text at all, even one that no
/// JSON library would write.
/// </summary>
internal sealed class ExampleFile
{
    public static readonly DateOnly Today = new(2025, 11, 20);

    private readonly List<(string Path, string Value)> _members;

    private ExampleFile(Part part, IEnumerable<(string Path, string Value)> members)
    {
        Part = part;
        _members = [.. members];
    }

    public Part Part { get; }

    public static ExampleFile From(Part part) => part == Part.Ro ? Ro() : Complementaire();

    public static ExampleFile Ro() => new(Part.Ro,
    [
        .. Common("ameli", "010000506", "20251117004512"),
        ("montant", "21.00"), ("base", "30.00"), ("taux", "70"), ("complementaire", "\"mgen\""),
        ("virement", "\"VRO-20251117-000123\""),
    ]);

    public static ExampleFile Complementaire() => new(Part.Complementaire,
    [
        .. Common("mgen-rc", "MGEN-RC", "C20251119000077"),
        ("montant", "9.00"), ("contrat", "\"MGEN-INTEGRALE\""), ("regimeObligatoire", "\"mgen\""), ("montantRoDeclare", "21.00"),
        ("referenceRo.organisme", "\"010000506\""), ("referenceRo.decompte", "\"20251117004512\""), ("referenceRo.ordre", "1"),
        ("virement", "\"VRC-20251119-000042\""),
    ]);

    /// <summary>The same with another raw value at a path; the path is added if it is not there, and its descendants go.</summary>
    public ExampleFile With(string path, string value)
    {
        var others = _members.Where(m => m.Path != path && !m.Path.StartsWith(path + ".", StringComparison.Ordinal));
        return new(Part, others.Append((path, value)));
    }

    public ExampleFile Without(string path) =>
        new(Part, _members.Where(m => m.Path != path && !m.Path.StartsWith(path + ".", StringComparison.Ordinal)));

    public string Text()
    {
        var parts = _members
            .GroupBy(m => m.Path.Split('.')[0])
            .Select(g => g.Key == g.First().Path
                ? $"\"{g.Key}\":{g.First().Value}"
                : $"\"{g.Key}\":{{{string.Join(',', g.Select(m => $"\"{m.Path[(g.Key.Length + 1)..]}\":{m.Value}"))}}}");
        return "{" + string.Join(',', parts) + "}";
    }

    public ReadResult Read(DateOnly? today = null) => Read(Part, Text(), today);

    public static ReadResult Read(Part part, string json, DateOnly? today = null) =>
        PaymentReader.Read(part, Encoding.UTF8.GetBytes(json), today ?? Today, PaymentStreams.Product);

    private static IEnumerable<(string, string)> Common(string source, string organisme, string decompte) =>
    [
        ("evenementId", "\"0b9c6a52-0001\""), ("source", $"\"{source}\""),
        ("ligne.organisme", $"\"{organisme}\""), ("ligne.decompte", $"\"{decompte}\""), ("ligne.ordre", "1"),
        ("revision", "1"), ("nature", "\"paiement\""), ("ligneOrigine", "null"),
        ("adherentId", "\"A0001234\""), ("beneficiaireId", "\"A0001234-02\""), ("dateSoin", "\"2025-11-14\""),
        ("professionnelId", "\"10003456789\""), ("codeActe", "\"G\""), ("libelle", "\"Consultation généraliste\""),
        ("depense", "30.00"), ("destinataire", "\"assure\""), ("canal", "\"carteVitale\""),
        ("transmisLe", "\"2025-11-14T17:02:11+01:00\""), ("payeLe", "\"2025-11-17\""), ("referenceSoin", "null"), ("releve", "\"ameli\""),
    ];
}

/// <summary>The reading that a test expects.</summary>
internal static class Reading
{
    /// <summary>The view that some lines make at an instant, under the first policy and texts: they pay for one soin.</summary>
    public static Domain.Vue Folded(IEnumerable<Ligne> lignes, DateTimeOffset now)
    {
        var judgement = new Jugement(new DelaiAttendu(DelaiPolicy.Initial), new MemberTexts());
        return Assert.Single(JourneeFold.Run(JourneeDeSoins.From(lignes), judgement, now).Soins).Vue;
    }

    /// <summary>The French text of every rule, written out: producers and agents read it, so a change shows here.</summary>
    public static readonly Dictionary<string, string> Motifs = new(StringComparer.Ordinal)
    {
        ["json"] = "Le contenu n'est pas du JSON valide en UTF-8, ou ses valeurs sont imbriquées sur plus de 64 niveaux.",
        ["objet"] = "L'enregistrement doit être un objet JSON.",
        ["requis"] = "Ce membre est obligatoire.",
        ["type"] = "Ce membre n'a pas le type JSON attendu.",
        ["identifiant"] =
            "Un identifiant compte de 1 à 64 caractères imprimables simples, sans espace au bord ni redoublée, "
                + "et n'est ni « . » ni « .. ».",
        ["texte"] = "Un texte compte au plus 200 caractères imprimables.",
        ["nir"] = "Un numéro de sécurité sociale (NIR) ne doit pas entrer dans ce service.",
        ["valeurConnue"] = "La valeur n'est pas l'une de celles prévues au contrat.",
        ["entier"] = "Le nombre entier est hors des bornes prévues.",
        ["deuxDecimales"] = "Un montant s'écrit en euros avec au plus deux décimales.",
        ["montantMax"] = "Un montant ne dépasse pas 10 000 000 € en valeur absolue.",
        ["signe"] =
            "Le signe du montant ne correspond pas à la nature : paiement positif ou nul, annulation et retenue négatives ou nulles.",
        ["taux"] = "Un taux est compris entre 0 et 100.",
        ["date"] = "Un jour s'écrit aaaa-mm-jj.",
        ["dateSoin"] = "La date du soin est comprise entre le 1er janvier 2000 et demain.",
        ["payeLe"] = "La date de paiement est comprise entre le 1er janvier 2000 et 31 jours après aujourd'hui.",
        ["instant"] = "Un instant s'écrit au format RFC 3339 avec son décalage horaire.",
        ["transmisLe"] = "L'instant de transmission est compris entre le 1er janvier 2000 et 31 jours après aujourd'hui.",
        ["enveloppe"] = "L'enveloppe du message ne contient pas d'enregistrement.",
        ["taille"] = "Le message dépasse 8 Mio.",
        ["colonnes"] = "La ligne du fichier n'a pas autant de champs que son en-tête, ou un guillemet y est mal placé.",
        ["stockage"] = "La base de données refuse cet enregistrement.",
        ["traitement"] = "Le traitement de cet enregistrement échoue : une erreur du service est à corriger avant de le rejouer.",
        ["livraisonsEpuisees"] =
            "Le message a été livré trop souvent sans pouvoir être traité ; il peut avoir arrêté le service, ou avoir été en "
                + "cours avec celui qui l'a arrêté.",
        ["motif"] = "Un motif compte de 1 à 500 caractères imprimables.",
        ["uuid"] = "Un identifiant de décision est un UUID.",
        ["deuxLignes"] = "Une décision lie ou sépare de 2 à 50 lignes distinctes.",
        ["ligneInconnue"] = "Aucune ligne de ce nom n'est connue pour ce bénéficiaire et ce jour de soins.",
        ["autreJournee"] = "Cette ligne est d'un autre bénéficiaire ou d'un autre jour de soins.",
        ["paiementSeul"] = "Seul un paiement se lie ou se sépare : une correction suit la ligne qu'elle corrige.",
        ["autreSoin"] = "Une au moins des lignes doit être de ce soin.",
        ["emetteur"] = "Cet émetteur n'est pas autorisé à écrire cette part pour cette source.",
        ["essais"] = "Trop d'essais refusés de ce message sont déjà conservés : celui-ci ne l'est pas.",
        ["autreLigne"] =
            "Une correction garde la source, la ligne et l'adhérent du message d'origine ; sinon, une seconde personne, de la "
                + "supervision, la confirme en rejouant le même contenu.",
        ["decisionInconnue"] = "Aucune décision de cet identifiant ne concerne ce soin.",
    };

    public static void Refuses(ReadResult received, string member, string rule)
    {
        Assert.Null(received.Ligne);
        var rejection = Assert.Single(received.Rejections);
        Assert.Equal(new Rejet(member, rule, Motifs[rule]), rejection);
    }

    public static ReceivedLigne Accepts(ReadResult received)
    {
        Assert.Empty(received.Rejections);
        return Assert.IsType<ReceivedLigne>(received.Ligne);
    }
}
