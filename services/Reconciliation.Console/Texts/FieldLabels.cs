using Reconciliation.Core;

namespace Reconciliation.ConsoleWeb.Texts;

/// <summary>The names of a record's fields on screen, and of the values to choose from.</summary>
internal static class FieldLabels
{
    /// <summary>The headings under which fields stand, with the beginnings of their paths. Others stand under the last one.</summary>
    private static readonly (string Title, string[] Paths)[] Headings =
    [
        ("La ligne", ["source", "ligne.organisme", "ligne.decompte", "ligne.ordre", "revision", "nature"]),
        ("La ligne qu’elle corrige", ["ligneOrigine.organisme", "ligneOrigine.decompte", "ligneOrigine.ordre"]),
        ("Les personnes", ["adherentId", "beneficiaireId", "professionnelId"]),
        ("Le soin", ["dateSoin", "codeActe", "libelle", "depense", "base", "taux", "canal", "transmisLe", "referenceSoin"]),
        (
            "Le paiement",
            [
                "montant", "destinataire", "payeLe", "virement", "releve", "complementaire", "contrat", "regimeObligatoire",
                "montantRoDeclare",
            ]),
        ("La ligne de l’assurance maladie qu’elle complète", ["referenceRo.organisme", "referenceRo.decompte", "referenceRo.ordre"]),
    ];

    private const string OtherFields = "L’envoi et les autres champs";

    /// <summary>The names of the fields of the product's streams, by their paths.</summary>
    public static readonly IReadOnlyDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["evenementId"] = "Numéro de l’envoi",
        ["source"] = "Source",
        ["ligne"] = "Ligne",
        ["ligne.organisme"] = "Organisme",
        ["ligne.decompte"] = "Numéro de décompte",
        ["ligne.ordre"] = "Rang dans le décompte",
        ["revision"] = "Révision",
        ["nature"] = "Nature",
        ["ligneOrigine"] = "Ligne d’origine",
        ["ligneOrigine.organisme"] = "Organisme de la ligne d’origine",
        ["ligneOrigine.decompte"] = "Numéro de décompte de la ligne d’origine",
        ["ligneOrigine.ordre"] = "Rang de la ligne d’origine dans son décompte",
        ["adherentId"] = "Numéro d’adhérent",
        ["beneficiaireId"] = "Numéro du bénéficiaire",
        ["professionnelId"] = "Numéro du professionnel",
        ["dateSoin"] = "Date du soin",
        ["codeActe"] = "Code de l’acte",
        ["libelle"] = "Libellé de l’acte",
        ["depense"] = "Dépense, en euros",
        ["base"] = "Base de remboursement, en euros",
        ["taux"] = "Taux de remboursement, en %",
        ["montant"] = "Montant versé, en euros",
        ["destinataire"] = "Versé à",
        ["canal"] = "Transmis par",
        ["transmisLe"] = "Transmis le",
        ["payeLe"] = "Payé le",
        ["virement"] = "Référence du virement",
        ["referenceSoin"] = "Référence commune du soin",
        ["releve"] = "Relevé",
        ["complementaire"] = "Complémentaire",
        ["contrat"] = "Contrat",
        ["regimeObligatoire"] = "Assurance maladie",
        ["montantRoDeclare"] = "Montant de l’assurance maladie déclaré, en euros",
        ["referenceRo"] = "Ligne de l’assurance maladie",
        ["referenceRo.organisme"] = "Organisme de la ligne de l’assurance maladie",
        ["referenceRo.decompte"] = "Numéro de décompte de la ligne de l’assurance maladie",
        ["referenceRo.ordre"] = "Rang de la ligne de l’assurance maladie dans son décompte",
        ["motif"] = "Motif",
    };

    /// <summary>The words of their values to choose from, by path and code.</summary>
    public static readonly IReadOnlyDictionary<string, string> Values = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["nature=paiement"] = "paiement",
        ["nature=regularisation"] = "régularisation",
        ["nature=annulation"] = "annulation",
        ["nature=retenue"] = "retenue",
        ["destinataire=assure"] = "l’adhérent",
        ["destinataire=professionnel"] = "le professionnel (tiers payant)",
        ["canal=carteVitale"] = "carte Vitale",
        ["canal=feuilleDeSoins"] = "feuille de soins",
        ["releve=ameli"] = "compte ameli.fr",
        ["releve=courrier"] = "courrier",
        ["complementaire=mgen"] = "MGEN",
        ["complementaire=autre"] = "un autre organisme",
        ["complementaire=aucune"] = "aucune",
        ["regimeObligatoire=mgen"] = "MGEN",
        ["regimeObligatoire=autre"] = "un autre organisme",
    };

    /// <summary>The name of a field, by its path: one that has no name here keeps its own.</summary>
    public static string From(string path) => Names.GetValueOrDefault(path, path);

    /// <summary>A value to choose, in words.</summary>
    public static string Choice(string path, string value) => Values.GetValueOrDefault($"{path}={value}", value);

    /// <summary>A value of a field, as it is read and not typed.</summary>
    public static string Value(RecordField field, string shown) => shown.Length == 0 ? "–"
        : field.Kind == FieldKind.Choice ? Choice(field.Path, shown)
        : field.Kind == FieldKind.Day && Day(shown) is { } day ? French.Day(day)
        : shown;

    /// <summary>The day that a field shows; null: it shows none, or something else.</summary>
    public static DateOnly? Day(string shown) => DateOnly.TryParseExact(shown, "yyyy-MM-dd", out var day) ? day : null;

    /// <summary>The fields under their headings, in the order in which one reads a payment.</summary>
    public static IEnumerable<(string Title, IReadOnlyList<FormField> Fields)> Grouped(IReadOnlyList<FormField> fields)
    {
        var byPath = fields.ToDictionary(f => f.Field.Path, StringComparer.Ordinal);
        foreach (var (title, paths) in Headings)
        {
            if (paths.Select(p => byPath.GetValueOrDefault(p)).OfType<FormField>().ToList() is { Count: > 0 } found)
            {
                yield return (title, found);
            }
        }

        yield return (OtherFields, [.. fields.ExceptBy(Headings.SelectMany(h => h.Paths), f => f.Field.Path)]);
    }

    /// <summary>How to write a value of a kind; null: anyhow.</summary>
    public static string? Hint(FieldKind kind) => kind switch
    {
        FieldKind.Day => "Jour/mois/année, par exemple 14/11/2025.",
        FieldKind.Instant => "Par exemple 2025-11-14T17:02:11+01:00.",
        FieldKind.Text or FieldKind.Number or FieldKind.Choice => null,
    };
}
