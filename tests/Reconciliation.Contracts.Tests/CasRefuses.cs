using Reconciliation.Domain;

namespace Reconciliation.Contracts.Tests;

/// <summary>One wrong value of one member and the rule it breaks.</summary>
/// <param name="Part">The stream.</param>
/// <param name="Membre">The path of the member.</param>
/// <param name="Valeur">The raw JSON value; null: the member is left out.</param>
/// <param name="Regle">The rule.</param>
public sealed record CasRefuse(Part Part, string Membre, string? Valeur, string Regle)
{
    public override string ToString() => $"{Part}: {Membre} = {(Valeur is { Length: > 40 } ? Valeur[..40] + "…" : Valeur ?? "absent")} → {Regle}";
}

/// <summary>The table of wrong values, one member at a time, for both streams.</summary>
internal static class CasRefuses
{
    public static readonly string[] Identifiants =
    [
        "evenementId", "source", "ligne.organisme", "ligne.decompte", "adherentId", "beneficiaireId", "professionnelId", "codeActe", "virement",
    ];

    private static readonly string[] Enumerations = ["nature", "destinataire", "canal", "releve"];

    public static IReadOnlyList<CasRefuse> Tous { get; } =
    [
        .. new[] { Part.Ro, Part.Complementaire }.SelectMany(part => Communs().Select(c => new CasRefuse(part, c.Membre, c.Valeur, c.Regle))),
        .. Ro().Select(c => new CasRefuse(Part.Ro, c.Membre, c.Valeur, c.Regle)),
        .. Complementaire().Select(c => new CasRefuse(Part.Complementaire, c.Membre, c.Valeur, c.Regle)),
    ];

    private static IEnumerable<(string Membre, string? Valeur, string Regle)> Communs()
    {
        var requis = Identifiants.Concat(["ligne", "ligne.ordre", "nature", "dateSoin", "depense", "montant", "destinataire", "canal", "payeLe"]);
        return
        [
            .. requis.SelectMany(Requis),
            .. Identifiants.Append("referenceSoin").SelectMany(Identifiant),
            .. Enumerations.SelectMany(Enumeration),
            .. Montant("depense"), .. Montant("montant"),
            .. Objet("ligne"), .. Objet("ligneOrigine"),
            .. Jour("dateSoin", "2025-11-22"),
            .. Jour("payeLe", "2025-12-22"),
            .. Origine("ligneOrigine"),
            .. NombreEntier("ligne.ordre", "-1"),
            .. NombreEntier("revision", "0"),
            .. TransmisLe(),
            ("libelle", Texte('x', 201), Regle.Texte), ("libelle", "\"a\\u0007b\"", Regle.Texte), ("libelle", "7", Regle.TypeJson),
            ("libelle", "\"\\udc00\"", Regle.Texte),
            ("montant", "-0.01", Regle.Signe),
        ];
    }

    private static IEnumerable<(string Membre, string? Valeur, string Regle)> Ro() =>
    [
        .. Requis("base"), .. Requis("taux"), .. Requis("complementaire"),
        .. Enumeration("complementaire"),
        .. Montant("base"),
        ("taux", "100.01", Regle.Taux), ("taux", "-0.01", Regle.Taux), ("taux", "70.001", Regle.DeuxDecimales), ("taux", "7e1", Regle.DeuxDecimales),
        ("taux", "\"70\"", Regle.TypeJson),
    ];

    private static IEnumerable<(string Membre, string? Valeur, string Regle)> Complementaire() =>
    [
        .. Requis("contrat"), .. Requis("regimeObligatoire"),
        .. Identifiant("contrat"),
        .. Enumeration("regimeObligatoire"),
        .. Montant("montantRoDeclare"),
        .. Objet("referenceRo"),
        .. Origine("referenceRo"),
    ];

    private static IEnumerable<(string, string?, string)> Requis(string membre) => [(membre, null, Regle.Requis), (membre, "null", Regle.Requis)];

    private static IEnumerable<(string, string?, string)> Identifiant(string membre) =>
    [
        (membre, "\"\"", Regle.Identifiant), (membre, "\"   \"", Regle.Identifiant), (membre, Texte('x', 65), Regle.Identifiant),
        (membre, "\"a\\u0000b\"", Regle.Identifiant), (membre, "\"a\\nb\"", Regle.Identifiant), (membre, "\"a\\u0085\"", Regle.Identifiant),
        (membre, "\"a\\u200eb\"", Regle.Identifiant), (membre, "\"a\\u2028b\"", Regle.Identifiant), (membre, "\"\\ufeffa\"", Regle.Identifiant),
        (membre, "\"\\ud800\"", Regle.Identifiant), (membre, "\"a\\udfff\"", Regle.Identifiant), (membre, "\"\\ue000\"", Regle.Identifiant),
        .. Chacun(membre, Regle.TypeJson, "1", "true", "[]", "[\"a\"]", "{}"),
    ];

    private static IEnumerable<(string, string?, string)> Enumeration(string membre) =>
    [
        (membre, "\"inconnu\"", Regle.ValeurConnue), (membre, "\"\"", Regle.ValeurConnue), (membre, "\"Paiement\"", Regle.ValeurConnue),
        (membre, "\"0\"", Regle.ValeurConnue), (membre, "\"\\ud800\"", Regle.ValeurConnue),
        (membre, "0", Regle.TypeJson), (membre, "false", Regle.TypeJson), (membre, "[]", Regle.TypeJson), (membre, "{}", Regle.TypeJson),
    ];

    private static IEnumerable<(string, string?, string)> Montant(string membre) =>
    [
        (membre, "10000000.01", Regle.MontantMax), (membre, "99999999999999999999999999999999999999", Regle.MontantMax),
        (membre, "1.001", Regle.DeuxDecimales), (membre, "0.005", Regle.DeuxDecimales), (membre, "1e-30", Regle.DeuxDecimales),
        (membre, "0.000000000000000000000000000000000000001", Regle.DeuxDecimales), (membre, "1e1", Regle.DeuxDecimales),
        (membre, "1E400", Regle.DeuxDecimales),
        .. Chacun(membre, Regle.TypeJson, "\"21.00\"", "true", "[]", "{}"),
    ];

    private static IEnumerable<(string, string?, string)> Jour(string membre, string tropTard) =>
    [
        (membre, "\"1999-12-31\"", membre), (membre, $"\"{tropTard}\"", membre), (membre, "\"0001-01-01\"", membre), (membre, "\"9999-12-31\"", membre),
        .. Chacun(membre, Regle.Date, "\"2025-02-29\"", "\"2025-13-01\"", "\"14/11/2025\"", "\"2025-11-14T00:00:00Z\"", "\"2025-11-1\"", "\" 2025-11-14\"", "\"\"", "\"\\ud800\""),
        (membre, "20251114", Regle.TypeJson), (membre, "true", Regle.TypeJson), (membre, "[]", Regle.TypeJson), (membre, "{}", Regle.TypeJson),
    ];

    private static IEnumerable<(string, string?, string)> TransmisLe() =>
    [
        .. Chacun(
            "transmisLe",
            Regle.Instant,
            "\"2025-11-14T17:02:11\"", "\"2025-11-14\"", "\"2025-11-14 17:02:11Z\"", "\"2025-11-14T25:02:11Z\"", "\"2025-02-30T17:02:11Z\"",
            "\"2025-11-14T17:02:11+99:00\"", "\"2025-11-14T17:02Z\"", "\"2025-11-14T17:02:11Z\\n\"", "\"\"", "\"hier\"", "\"\\ud800\""),
        ("transmisLe", "\"1999-12-31T23:59:59Z\"", Regle.TransmisLe), ("transmisLe", "\"2025-12-22T00:00:00Z\"", Regle.TransmisLe),
        ("transmisLe", "1763136131", Regle.TypeJson), ("transmisLe", "{}", Regle.TypeJson),
    ];

    private static IEnumerable<(string, string?, string)> Objet(string membre) =>
        Chacun(membre, Regle.TypeJson, "\"x\"", "1", "true", "[]");

    private static IEnumerable<(string, string?, string)> Origine(string membre) =>
    [
        (membre + ".organisme", "{\"sans\":1}", Regle.TypeJson),
        (membre + ".decompte", Texte('x', 65), Regle.Identifiant),
        .. NombreEntier(membre + ".ordre", "-1"),
    ];

    private static IEnumerable<(string, string?, string)> NombreEntier(string membre, string tropPetit) =>
    [
        .. Chacun(membre, Regle.Entier, tropPetit, "1.5", "1.0", "1e0", "2147483648", "-2147483649", "99999999999999999999"),
        .. Chacun(membre, Regle.TypeJson, "\"1\"", "true", "[]", "{}"),
    ];

    private static IEnumerable<(string, string?, string)> Chacun(string membre, string regle, params string[] valeurs) =>
        valeurs.Select(v => (membre, (string?)v, regle));

    public static string Texte(char c, int longueur) => $"\"{new string(c, longueur)}\"";
}
