using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Api;

/// <summary>
/// Reads query parameters; the first that is invalid or unknown is named in a problem. An empty one is absent: forms and generated clients
/// send those.
/// </summary>
/// <param name="query">The request.</param>
/// <param name="knownOnes">The parameters of the call.</param>
internal sealed class QueryParameters(HttpRequest query, params IReadOnlyList<string> knownOnes)
{
    private const string ForeignToTheService = "ce curseur ne vient pas de ce service.";

    /// <summary>The first problem, if any.</summary>
    public IResult? Probleme { get; private set; } =
        query.Query.Keys.FirstOrDefault(k => !knownOnes.Contains(k)) is { } unknown ? Problems.ParameterUnknown(unknown) : null;

    /// <summary>Refuses a parameter for a reason of the call.</summary>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="rule">The reason.</param>
    public void Refuse(string name, string rule) => Refuse<int>(name, rule);

    /// <summary>A text that is required: not blank, without control characters, and not too long.</summary>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="lengthMax">The most characters.</param>
    public string Text(string name, int lengthMax)
    {
        var text = Value(name) ?? "";
        if (string.IsNullOrWhiteSpace(text) || text.Length > lengthMax || text.Any(char.IsControl))
        {
            Refuse(name, $"un texte de 1 à {lengthMax} caractères imprimables.");
        }

        return text;
    }

    public bool Flag(string name) => Value(name) switch
    {
        null or "false" => false,
        "true" => true,
        _ => Refuse<bool>(name, "true ou false."),
    };

    public DateOnly? Day(string name) =>
        Value(name) is not { } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : Refuse<DateOnly?>(name, "un jour s'écrit aaaa-mm-jj.");

    /// <summary>An instant, RFC 3339 with an offset. A plus that was not escaped arrives as a space.</summary>
    public DateTimeOffset? Instant(string name) =>
        Value(name) is not { } text ? null
        : Instants.TryLire(text.Replace(' ', '+'), out var instant) ? instant
        : Refuse<DateTimeOffset?>(name, "un instant s'écrit aaaa-mm-jjThh:mm:ss avec un décalage, Z ou +01:00.");

    /// <summary>When a first day begins; null: there is none, or it is the first that the calendar has.</summary>
    public static DateTimeOffset? StartOfDay(DateOnly? fromDay) =>
        fromDay is { } day && day > DateOnly.MinValue ? Paris.StartOfDay(day) : null;

    /// <summary>When a last day ends; null: there is none, or it is the last that the calendar has.</summary>
    public static DateTimeOffset? End(DateOnly? toDay) => toDay is { } day && day < DateOnly.MaxValue ? Paris.EndOfDay(day) : null;

    public int Limit() =>
        Value("limite") is not { } text ? Limites.PageParDefaut
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= Limites.PageMax ? limit
        : Refuse<int>("limite", $"un nombre de 1 à {Limites.PageMax}.");

    /// <summary>The place after which to read.</summary>
    /// <param name="read">Reads it; null if the text is none, which is then refused.</param>
    /// <param name="name">The name of the parameter.</param>
    public T? Cursor<T>(Func<string, T?> read, string name = "curseur")
        where T : struct =>
        Value(name) is { } text ? read(text) ?? Refuse<T?>(name, ForeignToTheService) : null;

    /// <summary>The place after which to read, from a header; null if the header is absent or empty.</summary>
    public T? CursorHeader<T>(Func<string, T?> read, string name)
        where T : struct =>
        query.Headers[name].ToString() is { Length: > 0 } text ? read(text) ?? Refuse<T?>(name, ForeignToTheService) : null;

    /// <summary>An identifier, which never holds a NIR.</summary>
    public string? Identifier(string name) =>
        Value(name) is not { } text ? null
        : IdentifierRule(text) is { } rule ? Refuse<string?>(name, rule)
        : text;

    /// <summary>
    /// The rule, in words, that an identifier breaks; null if it is one. The rule is weaker than that of records: an identifier that an
    /// earlier version took can still be read.
    /// </summary>
    public static string? IdentifierRule(string text) =>
        Nir.EstPresent(text) ? Regle.Motifs[Regle.NirInterdit]
        : text.Length == 0 || text.EnumerateRunes().Count() > Limites.IdentifiantMax || text.Any(char.IsControl)
        ? Regle.Motifs[Regle.Identifiant]
        : null;

    /// <summary>One situation or several.</summary>
    public IReadOnlyList<Domain.Situation> Situations() => Values<Domain.Situation>("situation");

    /// <summary>One value of an enumeration or several, separated by commas or repeated.</summary>
    public IReadOnlyList<T> Values<T>(string name)
        where T : struct, Enum
    {
        var names = Enum.GetValues<T>().ToDictionary(v => JsonNamingPolicy.CamelCase.ConvertName(v.ToString()), StringComparer.Ordinal);
        var values = new List<T>();
        foreach (var text in Given(name).SelectMany(v => v.Split(',')))
        {
            if (names.TryGetValue(text, out var value))
            {
                values.Add(value);
            }
            else
            {
                Refuse<int>(name, "une ou plusieurs de " + string.Join(", ", names.Keys) + ".");
            }
        }

        return values;
    }

    /// <summary>A part, by its code; null: any, or several.</summary>
    public Part? Part(string name, PartCatalogue parts)
    {
        var found = new List<Part>();
        foreach (var text in Given(name).SelectMany(v => v.Split(',')))
        {
            if (parts.OfCode(text) is { } part)
            {
                found.Add(part);
            }
            else
            {
                Refuse<int>(name, "une ou plusieurs de " + string.Join(", ", parts.All.Select(p => p.Code)) + ".");
            }
        }

        return found is [var single] ? single : null;
    }

    private List<string> Given(string name) => [.. query.Query[name].OfType<string>().Where(v => v.Length > 0)];

    private string? Value(string name) => Given(name) switch
    {
        [] => null,
        [var value] => value,
        _ => Refuse<string?>(name, "donné plusieurs fois."),
    };

    private T? Refuse<T>(string name, string rule)
    {
        Probleme ??= Problems.ParameterInvalid(name, rule);
        return default;
    }
}
