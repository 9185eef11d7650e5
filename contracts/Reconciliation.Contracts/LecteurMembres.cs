using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Reconciliation.Contracts;

/// <summary>Reads the members of one JSON object, one rule after the other, and collects what breaks them.</summary>
/// <param name="racine">The object.</param>
/// <param name="deMassTransit">Whether decimals may be strings, and names of enumerations begin with a capital.</param>
internal sealed partial class LecteurMembres(JsonElement racine, bool deMassTransit)
{
    private readonly List<Rejet> _rejets = [];

    public IReadOnlyList<Rejet> Rejets => _rejets;

    public string Identifiant(string membre) => Texte(racine, membre, membre, requis: true, EstIdentifiant, Regle.Identifiant) ?? "";

    public string? IdentifiantOuNull(string membre) => Texte(racine, membre, membre, requis: false, EstIdentifiant, Regle.Identifiant);

    public string IdentifiantSansNir(string membre) => SansNir(membre, Identifiant(membre));

    public string? Libelle(string membre)
    {
        var texte = Texte(racine, membre, membre, requis: false, t => EstImprimable(t, Limites.LibelleMax), Regle.Texte);
        return texte is null ? null : SansNir(membre, texte, dansUnLibelle: true);
    }

    public string Motif(string membre)
    {
        var texte = Texte(
            racine, membre, membre, requis: true, t => !string.IsNullOrWhiteSpace(t) && EstImprimable(t, Limites.MotifMax), Regle.Motif);
        return texte is null ? "" : SansNir(membre, texte);
    }

    public Guid Uuid(string membre) =>
        Texte(racine, membre, membre, requis: true, t => Guid.TryParseExact(t, "D", out _), Regle.Uuid) is { } texte ? Guid.Parse(texte) : default;

    /// <summary>The objects of a list; the path of what is wrong in one says which.</summary>
    public IReadOnlyList<T> Liste<T>(string membre, Func<LecteurMembres, T> lire)
    {
        if (Membre(racine, membre, membre, requis: true) is not { } liste || !Exiger(liste.ValueKind == JsonValueKind.Array, Regle.TypeJson, membre))
        {
            return [];
        }

        var lus = new List<T>();
        foreach (var element in liste.EnumerateArray().Take(Limites.LignesDecisionMax + 1))
        {
            var chemin = $"{membre}[{lus.Count}]";
            if (!Exiger(element.ValueKind == JsonValueKind.Object, Regle.TypeJson, chemin))
            {
                break;
            }

            var lecteur = new LecteurMembres(element, deMassTransit);
            lus.Add(lire(lecteur));
            _rejets.AddRange(lecteur.Rejets.Select(r => r with { Membre = $"{chemin}.{r.Membre}" }));
        }

        return lus;
    }

    public ReferenceLigne? Reference(string membre, bool requis = true)
    {
        if (Membre(racine, membre, membre, requis) is not { } objet)
        {
            return null;
        }

        if (objet.ValueKind != JsonValueKind.Object)
        {
            Refuser(Regle.TypeJson, membre);
            return null;
        }

        return new()
        {
            Organisme = Texte(objet, "organisme", membre + ".organisme", requis: true, EstIdentifiant, Regle.Identifiant) ?? "",
            Decompte = Texte(objet, "decompte", membre + ".decompte", requis: true, EstIdentifiant, Regle.Identifiant) ?? "",
            Ordre = Entier(objet, "ordre", membre + ".ordre", 0, null),
        };
    }

    public int Entier(string membre, int minimum, int parDefaut) => Entier(racine, membre, membre, minimum, parDefaut);

    public T Enumeration<T>(string membre, T? parDefaut = null)
        where T : struct, Enum
    {
        if (Texte(racine, membre, membre, parDefaut is null, _ => true, Regle.ValeurConnue) is not { } texte)
        {
            return parDefaut ?? default;
        }

        var nom = deMassTransit ? JsonNamingPolicy.CamelCase.ConvertName(texte) : texte;
        if (NomsDe<T>.Valeurs.TryGetValue(nom, out var valeur))
        {
            return valeur;
        }

        Refuser(Regle.ValeurConnue, membre);
        return default;
    }

    public decimal? Montant(string membre, bool requis = true) =>
        Decimal(membre, requis) is { } valeur && Exiger(Math.Abs(valeur) <= Limites.MontantMax, Regle.MontantMax, membre) ? valeur : null;

    public decimal MontantSigne(string membre, Nature nature)
    {
        var valeur = Montant(membre) ?? 0;
        Exiger(
            nature switch { Nature.Paiement => valeur >= 0, Nature.Annulation or Nature.Retenue => valeur <= 0, _ => true },
            Regle.Signe,
            membre);
        return valeur;
    }

    public decimal? Taux(string membre, bool requis) =>
        Decimal(membre, requis) is { } valeur && Exiger(valeur is >= 0 and <= 100, Regle.Taux, membre) ? valeur : null;

    public DateOnly DateSoin(string membre, DateOnly aujourdHui) => Jour(membre, aujourdHui.AddDays(Limites.DateSoinAvanceMax), Regle.DateSoin);

    public DateOnly PayeLe(string membre, DateOnly aujourdHui) => Jour(membre, aujourdHui.AddDays(Limites.PayeLeAvanceMax), Regle.PayeLe);

    public DateTimeOffset? TransmisLe(string membre, DateOnly aujourdHui)
    {
        var instant = DateTimeOffset.MinValue;
        if (Texte(racine, membre, membre, requis: false, t => Instants.TryLire(t, out instant), Regle.Instant) is null)
        {
            return null;
        }

        var jour = DateOnly.FromDateTime(instant.UtcDateTime);
        Exiger(jour >= Limites.PremierJour && jour <= aujourdHui.AddDays(Limites.PayeLeAvanceMax), Regle.TransmisLe, membre);
        return instant;
    }

    private DateOnly Jour(string membre, DateOnly dernier, string regle)
    {
        if (Texte(racine, membre, membre, requis: true, _ => true, Regle.Date) is not { } texte)
        {
            return default;
        }

        if (!DateOnly.TryParseExact(texte, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var jour))
        {
            Refuser(Regle.Date, membre);
            return default;
        }

        Exiger(jour >= Limites.PremierJour && jour <= dernier, regle, membre);
        return jour;
    }

    private decimal? Decimal(string membre, bool requis)
    {
        if (Membre(racine, membre, membre, requis) is not { } nombre)
        {
            return null;
        }

        var ecritEnTexte = deMassTransit && nombre.ValueKind == JsonValueKind.String;
        if (!Exiger(ecritEnTexte || nombre.ValueKind == JsonValueKind.Number, Regle.TypeJson, membre))
        {
            return null;
        }

        // Read from the text: as a number, 1e-30 would already have become zero. Trailing zeros change nothing to the amount.
        var texte = ecritEnTexte ? TexteDe(nombre) ?? "" : nombre.GetRawText();
        if (!DeuxDecimales().IsMatch(texte))
        {
            Refuser(Regle.DeuxDecimales, membre);
            return null;
        }

        return decimal.TryParse(texte, NumberStyles.Float, CultureInfo.InvariantCulture, out var valeur) ? valeur : decimal.MaxValue;
    }

    private int Entier(JsonElement objet, string nom, string chemin, int minimum, int? parDefaut)
    {
        if (Membre(objet, nom, chemin, parDefaut is null) is not { } nombre)
        {
            return parDefaut ?? 0;
        }

        if (nombre.ValueKind == JsonValueKind.Number && nombre.TryGetInt32(out var valeur) && valeur >= minimum)
        {
            return valeur;
        }

        Refuser(nombre.ValueKind == JsonValueKind.Number ? Regle.Entier : Regle.TypeJson, chemin);
        return 0;
    }

    private string? Texte(JsonElement objet, string nom, string chemin, bool requis, Func<string, bool> convient, string regle)
    {
        if (Membre(objet, nom, chemin, requis) is not { } element || !Exiger(element.ValueKind == JsonValueKind.String, Regle.TypeJson, chemin))
        {
            return null;
        }

        var texte = TexteDe(element);
        return texte is not null && convient(texte) ? texte : Refuser(regle, chemin);
    }

    private JsonElement? Membre(JsonElement objet, string nom, string chemin, bool requis)
    {
        if (objet.TryGetProperty(nom, out var element) && element.ValueKind != JsonValueKind.Null)
        {
            return element;
        }

        if (requis)
        {
            Refuser(Regle.Requis, chemin);
        }

        return null;
    }

    private string SansNir(string membre, string texte, bool dansUnLibelle = false)
    {
        Exiger(!Nir.EstPresent(texte, dansUnLibelle), Regle.NirInterdit, membre);
        return texte;
    }

    public bool Exiger(bool condition, string regle, string chemin)
    {
        if (!condition)
        {
            Refuser(regle, chemin);
        }

        return condition;
    }

    private string? Refuser(string regle, string chemin)
    {
        _rejets.Add(Regle.Refuse(regle, chemin));
        return null;
    }

    // Half of a surrogate pair, written as an escape, is valid JSON but no text: GetString throws on it.
    private static string? TexteDe(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static bool EstIdentifiant(string texte) =>
        !string.IsNullOrWhiteSpace(texte) && EstImprimable(texte, Limites.IdentifiantMax);

    // A character is a code point, as for PostgreSQL and JSON Schema, not one of the UTF-16 units that .NET counts.
    private static bool EstImprimable(string texte, int longueurMax)
    {
        // Nearly every text is of characters that need no table.
        if (!texte.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return texte.Length <= longueurMax;
        }

        var longueur = 0;
        foreach (var rune in texte.EnumerateRunes())
        {
            if (++longueur > longueurMax || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator)
            {
                return false;
            }
        }

        return true;
    }

    [GeneratedRegex(@"^-?[0-9]+(\.[0-9]{1,2}0*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex DeuxDecimales();

    private static class NomsDe<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<string, T> Valeurs =
            Enum.GetValues<T>().ToDictionary(v => JsonNamingPolicy.CamelCase.ConvertName(v.ToString()), StringComparer.Ordinal);
    }
}
