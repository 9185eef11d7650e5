using Reconciliation.Domain;

namespace Reconciliation.Contracts.Tests;

/// <summary>One wrong value of one member and the rule it breaks.</summary>
/// <param name="Part">The stream.</param>
/// <param name="Membre">The path of the member.</param>
/// <param name="Value">The raw JSON value; null: the member is left out.</param>
/// <param name="Rule">The rule.</param>
public sealed record RefusedCase(Part Part, string Membre, string? Value, string Rule)
{
    public override string ToString() =>
        $"{Part}: {Membre} = {(Value is { Length: > 40 } ? Value[..40] + "…" : Value ?? "absent")} → {Rule}";
}

/// <summary>The table of wrong values, one member at a time, for both streams.</summary>
internal static class RefusedCases
{
    public static readonly string[] Identifiers =
    [
        "evenementId", "source", "ligne.organisme", "ligne.decompte", "adherentId", "beneficiaireId", "professionnelId", "codeActe",
        "virement",
    ];

    private static readonly string[] Enumerations = ["nature", "destinataire", "canal", "releve"];

    public static IReadOnlyList<RefusedCase> All { get; } =
    [
        .. new[] { Part.Ro, Part.Complementaire }.SelectMany(
            part => Common().Select(c => new RefusedCase(part, c.Membre, c.Value, c.Rule))),
        .. Ro().Select(c => new RefusedCase(Part.Ro, c.Membre, c.Value, c.Rule)),
        .. Complementaire().Select(c => new RefusedCase(Part.Complementaire, c.Membre, c.Value, c.Rule)),
    ];

    private static IEnumerable<(string Membre, string? Value, string Rule)> Common()
    {
        var required =
            Identifiers.Concat(["ligne", "ligne.ordre", "nature", "dateSoin", "depense", "montant", "destinataire", "canal", "payeLe"]);
        return
        [
            .. required.SelectMany(Required),
            .. Identifiers.Append("referenceSoin").SelectMany(Identifiant),
            .. Enumerations.SelectMany(Enumeration),
            .. Montant("depense"), .. Montant("montant"),
            .. Object("ligne"), .. Object("ligneOrigine"),
            .. Day("dateSoin", "2025-11-22"),
            .. Day("payeLe", "2025-12-22"),
            .. Origine("ligneOrigine"),
            .. WholeNumber("ligne.ordre", "-1"),
            .. WholeNumber("revision", "0"), ("revision", "1000001", Regle.Entier),
            .. TransmisLe(),
            ("libelle", Texte('x', 201), Regle.Texte), ("libelle", "\"a\\u0007b\"", Regle.Texte), ("libelle", "7", Regle.TypeJson),
            ("libelle", "\"\\udc00\"", Regle.Texte),
            ("montant", "-0.01", Regle.Signe),
        ];
    }

    private static IEnumerable<(string Membre, string? Value, string Rule)> Ro() =>
    [
        .. Required("base"), .. Required("taux"), .. Required("complementaire"),
        .. Enumeration("complementaire"),
        .. Montant("base"),
        ("taux", "100.01", Regle.Taux), ("taux", "-0.01", Regle.Taux), ("taux", "70.001", Regle.DeuxDecimales),
        ("taux", "7e-3", Regle.DeuxDecimales),
        ("taux", "\"70\"", Regle.TypeJson),
    ];

    private static IEnumerable<(string Membre, string? Value, string Rule)> Complementaire() =>
    [
        .. Required("contrat"), .. Required("regimeObligatoire"),
        .. Identifiant("contrat"),
        .. Enumeration("regimeObligatoire"),
        .. Montant("montantRoDeclare"),
        .. Object("referenceRo"),
        .. Origine("referenceRo"),
    ];

    private static IEnumerable<(string, string?, string)> Required(string member) =>
        [(member, null, Regle.Requis), (member, "null", Regle.Requis)];

    private static IEnumerable<(string, string?, string)> Identifiant(string member) =>
    [
        (member, "\"\"", Regle.Identifiant), (member, "\"   \"", Regle.Identifiant), (member, Texte('x', 65), Regle.Identifiant),
        (member, "\"a\\u0000b\"", Regle.Identifiant), (member, "\"a\\nb\"", Regle.Identifiant), (member, "\"a\\u0085\"", Regle.Identifiant),
        (member, "\"a\\u200eb\"", Regle.Identifiant), (member, "\"a\\u2028b\"", Regle.Identifiant),
        (member, "\"\\ufeffa\"", Regle.Identifiant),
        (member, "\"\\ud800\"", Regle.Identifiant), (member, "\"a\\udfff\"", Regle.Identifiant), (member, "\"\\ue000\"", Regle.Identifiant),
        .. Each(
            member,
            Regle.Identifiant,
            "\" a\"", "\"a \"", "\"a  b\"", "\"a\\u00a0b\"", "\"a\\u00a0\"", "\"a\\u2003b\"", "\"\\u3000a\"", "\"e\\u0301\"",
            "\"\\uff21\"", "\"\\u212b\"",
            "\"\\ufb01\"", "\"a\\u200bb\"", "\"a\\u202eb\"", "\".\"", "\"..\"", "\"\\ud835\\udc00\""),
        .. Each(member, Regle.TypeJson, "1", "true", "[]", "[\"a\"]", "{}"),
    ];

    private static IEnumerable<(string, string?, string)> Enumeration(string member) =>
    [
        (member, "\"inconnu\"", Regle.ValeurConnue), (member, "\"\"", Regle.ValeurConnue), (member, "\"Paiement\"", Regle.ValeurConnue),
        (member, "\"0\"", Regle.ValeurConnue), (member, "\"\\ud800\"", Regle.ValeurConnue),
        (member, "0", Regle.TypeJson), (member, "false", Regle.TypeJson), (member, "[]", Regle.TypeJson), (member, "{}", Regle.TypeJson),
    ];

    private static IEnumerable<(string, string?, string)> Montant(string member) =>
    [
        (member, "10000000.01", Regle.MontantMax), (member, "99999999999999999999999999999999999999", Regle.MontantMax),
        (member, "1.001", Regle.DeuxDecimales), (member, "0.005", Regle.DeuxDecimales), (member, "1e-30", Regle.DeuxDecimales),
        (member, "0.000000000000000000000000000000000000001", Regle.DeuxDecimales), (member, "21001e-3", Regle.DeuxDecimales),
        (member, "1E400", Regle.MontantMax), (member, "-1e99999999999999999999", Regle.MontantMax),
        (member, "1e-99999999999999999999", Regle.DeuxDecimales),
        .. Each(member, Regle.TypeJson, "\"21.00\"", "true", "[]", "{}"),
    ];

    private static IEnumerable<(string, string?, string)> Day(string member, string tooLate) =>
    [
        (member, "\"1999-12-31\"", member), (member, $"\"{tooLate}\"", member), (member, "\"0001-01-01\"", member),
        (member, "\"9999-12-31\"", member),
        .. Each(
            member, Regle.Date, "\"2025-02-29\"", "\"2025-13-01\"", "\"14/11/2025\"", "\"2025-11-14T00:00:00Z\"", "\"2025-11-1\"",
            "\" 2025-11-14\"", "\"\"", "\"\\ud800\""),
        (member, "20251114", Regle.TypeJson), (member, "true", Regle.TypeJson), (member, "[]", Regle.TypeJson),
        (member, "{}", Regle.TypeJson),
    ];

    private static IEnumerable<(string, string?, string)> TransmisLe() =>
    [
        .. Each(
            "transmisLe",
            Regle.Instant,
            "\"2025-11-14T17:02:11\"", "\"2025-11-14\"", "\"2025-11-14 17:02:11Z\"", "\"2025-11-14T25:02:11Z\"", "\"2025-02-30T17:02:11Z\"",
            "\"2025-11-14T17:02:11+99:00\"", "\"2025-11-14T17:02Z\"", "\"2025-11-14T17:02:60Z\"", "\"2025-11-14T17:02:11+24:00\"",
            "\"2025-11-14T17:02:11.Z\"", "\"2025-11-14T17:02:11Z\\n\"", "\"\"", "\"hier\"", "\"\\ud800\""),
        ("transmisLe", "\"1999-12-31T23:59:59Z\"", Regle.TransmisLe), ("transmisLe", "\"2025-12-22T00:00:00Z\"", Regle.TransmisLe),
        ("transmisLe", "1763136131", Regle.TypeJson), ("transmisLe", "{}", Regle.TypeJson),
    ];

    private static IEnumerable<(string, string?, string)> Object(string member) =>
        Each(member, Regle.TypeJson, "\"x\"", "1", "true", "[]");

    private static IEnumerable<(string, string?, string)> Origine(string member) =>
    [
        (member + ".organisme", "{\"sans\":1}", Regle.TypeJson),
        (member + ".decompte", Texte('x', 65), Regle.Identifiant),
        .. WholeNumber(member + ".ordre", "-1"),
    ];

    private static IEnumerable<(string, string?, string)> WholeNumber(string member, string tooSmall) =>
    [
        .. Each(
            member, Regle.Entier, tooSmall, "1.5", "15e-1", "1e10", "1e400", "1e-400", "2147483648", "-2147483649", "99999999999999999999"),
        .. Each(member, Regle.TypeJson, "\"1\"", "true", "[]", "{}"),
    ];

    private static IEnumerable<(string, string?, string)> Each(string member, string rule, params string[] values) =>
        values.Select(v => (member, (string?)v, rule));

    public static string Texte(char c, int length) => $"\"{new string(c, length)}\"";
}
