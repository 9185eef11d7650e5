using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Api;

/// <summary>Reads query parameters; the first that is invalid or unknown is named in a problem.</summary>
/// <param name="requete">The request.</param>
/// <param name="connus">The parameters of the call.</param>
internal sealed class Parametres(HttpRequest requete, params IReadOnlyList<string> connus)
{
    private const string EtrangerAuService = "ce curseur ne vient pas de ce service.";

    /// <summary>The first problem, if any.</summary>
    public IResult? Probleme { get; private set; } =
        requete.Query.Keys.FirstOrDefault(k => !connus.Contains(k)) is { } inconnu ? Problemes.ParametreInconnu(inconnu) : null;

    /// <summary>Refuses a parameter for a reason of the call.</summary>
    /// <param name="nom">The name of the parameter.</param>
    /// <param name="regle">The reason.</param>
    public void Refuser(string nom, string regle) => Refuser<int>(nom, regle);

    /// <summary>A text that is required: not blank, without control characters or NIR, and not too long.</summary>
    /// <param name="nom">The name of the parameter.</param>
    /// <param name="longueurMax">The most characters.</param>
    public string Texte(string nom, int longueurMax)
    {
        var texte = Valeur(nom) ?? "";
        if (string.IsNullOrWhiteSpace(texte) || texte.Length > longueurMax || texte.Any(char.IsControl))
        {
            Refuser(nom, $"un texte de 1 à {longueurMax} caractères imprimables.");
        }
        else if (Nir.EstPresent(texte))
        {
            Refuser(nom, Regle.Motifs[Regle.NirInterdit]);
        }

        return texte;
    }

    public bool Booleen(string nom) => Valeur(nom) switch
    {
        null or "false" => false,
        "true" => true,
        _ => Refuser<bool>(nom, "true ou false."),
    };

    public DateOnly? Jour(string nom) =>
        Valeur(nom) is not { } texte ? null
        : DateOnly.TryParseExact(texte, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var jour) ? jour
        : Refuser<DateOnly?>(nom, "un jour s'écrit aaaa-mm-jj.");

    /// <summary>An instant, RFC 3339 with an offset. A plus that was not escaped arrives as a space.</summary>
    public DateTimeOffset? Instant(string nom) =>
        Valeur(nom) is not { } texte ? null
        : Instants.TryLire(texte.Replace(' ', '+'), out var instant) ? instant
        : Refuser<DateTimeOffset?>(nom, "un instant s'écrit aaaa-mm-jjThh:mm:ss avec un décalage, Z ou +01:00.");

    /// <summary>When a first day begins; null: there is none, or it is the first that the calendar has.</summary>
    public static DateTimeOffset? Debut(DateOnly? du) => du is { } jour && jour > DateOnly.MinValue ? Paris.Debut(jour) : null;

    /// <summary>When a last day ends; null: there is none, or it is the last that the calendar has.</summary>
    public static DateTimeOffset? Fin(DateOnly? au) => au is { } jour && jour < DateOnly.MaxValue ? Paris.Fin(jour) : null;

    public int Limite() =>
        Valeur("limite") is not { } texte ? Limites.PageParDefaut
        : int.TryParse(texte, NumberStyles.None, CultureInfo.InvariantCulture, out var limite) && limite is >= 1 and <= Limites.PageMax ? limite
        : Refuser<int>("limite", $"un nombre de 1 à {Limites.PageMax}.");

    /// <summary>The place after which to read.</summary>
    /// <param name="lire">Reads it; null if the text is none, which is then refused.</param>
    /// <param name="nom">The name of the parameter.</param>
    public T? Curseur<T>(Func<string, T?> lire, string nom = "curseur")
        where T : struct =>
        Valeur(nom) is { } texte ? lire(texte) ?? Refuser<T?>(nom, EtrangerAuService) : null;

    /// <summary>The same from a header; null if it is absent or empty.</summary>
    public T? CurseurEnTete<T>(Func<string, T?> lire, string nom)
        where T : struct =>
        requete.Headers[nom].ToString() is { Length: > 0 } texte ? lire(texte) ?? Refuser<T?>(nom, EtrangerAuService) : null;

    /// <summary>An identifier, which never holds a NIR.</summary>
    public string? Identifiant(string nom) =>
        Valeur(nom) is not { } texte ? null
        : RegleDIdentifiant(texte) is { } regle ? Refuser<string?>(nom, regle)
        : texte;

    /// <summary>The rule, in words, that an identifier breaks; null if it is one.</summary>
    public static string? RegleDIdentifiant(string texte) =>
        Nir.EstPresent(texte) ? Regle.Motifs[Regle.NirInterdit]
        : texte.Length is 0 or > Limites.IdentifiantMax || texte.Any(char.IsControl) ? Regle.Motifs[Regle.Identifiant]
        : null;

    /// <summary>One situation or several.</summary>
    public IReadOnlyList<Domain.Situation> Situations() => Valeurs<Domain.Situation>("situation");

    /// <summary>One value of an enumeration or several, separated by commas or repeated.</summary>
    public IReadOnlyList<T> Valeurs<T>(string nom)
        where T : struct, Enum
    {
        var noms = Enum.GetValues<T>().ToDictionary(v => JsonNamingPolicy.CamelCase.ConvertName(v.ToString()), StringComparer.Ordinal);
        var valeurs = new List<T>();
        foreach (var texte in requete.Query[nom].SelectMany(v => (v ?? "").Split(',')))
        {
            if (noms.TryGetValue(texte, out var valeur))
            {
                valeurs.Add(valeur);
            }
            else
            {
                Refuser<int>(nom, "une ou plusieurs de " + string.Join(", ", noms.Keys) + ".");
            }
        }

        return valeurs;
    }

    private string? Valeur(string nom) => requete.Query.TryGetValue(nom, out var valeurs)
        ? valeurs.Count == 1 ? valeurs[0] : Refuser<string?>(nom, "donné plusieurs fois.")
        : null;

    private T? Refuser<T>(string nom, string regle)
    {
        Probleme ??= Problemes.ParametreInvalide(nom, regle);
        return default;
    }
}
