using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Reconciliation.Contracts;

/// <summary>Reads the members of one JSON object, one rule after the other, and collects what breaks them.</summary>
/// <param name="root">The object.</param>
/// <param name="fromMassTransit">Whether decimals may be strings, and names of enumerations begin with a capital.</param>
internal sealed partial class MemberReader(JsonElement root, bool fromMassTransit)
{
    private readonly List<Rejet> _rejections = [];

    public IReadOnlyList<Rejet> Rejections => _rejections;

    public string Identifier(string member) => Text(root, member, member, required: true, IsIdentifier, Regle.Identifiant) ?? "";

    public string? IdentifierOrNull(string member) => Text(root, member, member, required: false, IsIdentifier, Regle.Identifiant);

    public string IdentifierWithoutNir(string member) => WithoutNir(member, Identifier(member));

    public string? Libelle(string member)
    {
        var text = Text(root, member, member, required: false, t => IsPrintable(t, Limites.LibelleMax), Regle.Texte);
        return text is null ? null : WithoutNir(member, text, inALibelle: true);
    }

    public string Motif(string member)
    {
        var text = Text(root, member, member, required: true, DecisionMotif.HasItsForm, Regle.Motif);
        return text is null ? "" : WithoutNir(member, text);
    }

    public Guid Uuid(string member) =>
        Text(root, member, member, required: true, t => Guid.TryParseExact(t, "D", out _), Regle.Uuid) is { } text ? Guid.Parse(text) : default;

    /// <summary>The objects of a list; the path of what is wrong in one says which.</summary>
    public IReadOnlyList<T> List<T>(string member, Func<MemberReader, T> read)
    {
        if (Membre(root, member, member, required: true) is not { } list || !Require(list.ValueKind == JsonValueKind.Array, Regle.TypeJson, member))
        {
            return [];
        }

        var rows = new List<T>();
        foreach (var element in list.EnumerateArray().Take(Limites.LignesDecisionMax + 1))
        {
            var path = $"{member}[{rows.Count}]";
            if (!Require(element.ValueKind == JsonValueKind.Object, Regle.TypeJson, path))
            {
                break;
            }

            var reader = new MemberReader(element, fromMassTransit);
            rows.Add(read(reader));
            _rejections.AddRange(reader.Rejections.Select(r => r with { Membre = $"{path}.{r.Membre}" }));
        }

        return rows;
    }

    public ReferenceLigne? Reference(string member, bool required = true)
    {
        if (Membre(root, member, member, required) is not { } subject)
        {
            return null;
        }

        if (subject.ValueKind != JsonValueKind.Object)
        {
            Refuse(Regle.TypeJson, member);
            return null;
        }

        return new()
        {
            Organisme = Text(subject, "organisme", member + ".organisme", required: true, IsIdentifier, Regle.Identifiant) ?? "",
            Decompte = Text(subject, "decompte", member + ".decompte", required: true, IsIdentifier, Regle.Identifiant) ?? "",
            Ordre = Entier(subject, "ordre", member + ".ordre", 0, null),
        };
    }

    public int Entier(string member, int minimum, int byDefault) => Entier(root, member, member, minimum, byDefault);

    public T Enumeration<T>(string member, T? byDefault = null)
        where T : struct, Enum
    {
        if (Text(root, member, member, byDefault is null, _ => true, Regle.ValeurConnue) is not { } text)
        {
            return byDefault ?? default;
        }

        var name = fromMassTransit ? JsonNamingPolicy.CamelCase.ConvertName(text) : text;
        if (NomsDe<T>.Values.TryGetValue(name, out var value))
        {
            return value;
        }

        Refuse(Regle.ValeurConnue, member);
        return default;
    }

    public PartDeLigne Part(string member, IReadOnlyCollection<string> codes) =>
        Text(root, member, member, required: true, codes.Contains, Regle.ValeurConnue) is { } code ? new(code) : default;

    public decimal? Montant(string member, bool required = true) =>
        Decimal(member, required) is { } value && Require(Math.Abs(value) <= Limites.MontantMax, Regle.MontantMax, member) ? value : null;

    public decimal MontantSigne(string member, Nature nature)
    {
        var value = Montant(member) ?? 0;
        Require(
            nature switch { Nature.Paiement => value >= 0, Nature.Annulation or Nature.Retenue => value <= 0, _ => true },
            Regle.Signe,
            member);
        return value;
    }

    public decimal? Taux(string member, bool required) =>
        Decimal(member, required) is { } value && Require(value is >= 0 and <= 100, Regle.Taux, member) ? value : null;

    public DateOnly DateSoin(string member, DateOnly today) => Day(member, today.AddDays(Limites.DateSoinAvanceMax), Regle.DateSoin);

    public DateOnly PayeLe(string member, DateOnly today) => Day(member, today.AddDays(Limites.PayeLeAvanceMax), Regle.PayeLe);

    public DateTimeOffset? TransmisLe(string member, DateOnly today)
    {
        var instant = DateTimeOffset.MinValue;
        if (Text(root, member, member, required: false, t => Instants.TryLire(t, out instant), Regle.Instant) is null)
        {
            return null;
        }

        var day = DateOnly.FromDateTime(instant.UtcDateTime);
        Require(day >= Limites.PremierJour && day <= today.AddDays(Limites.PayeLeAvanceMax), Regle.TransmisLe, member);
        return instant;
    }

    private DateOnly Day(string member, DateOnly last, string rule)
    {
        if (Text(root, member, member, required: true, _ => true, Regle.Date) is not { } text)
        {
            return default;
        }

        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            Refuse(Regle.Date, member);
            return default;
        }

        Require(day >= Limites.PremierJour && day <= last, rule, member);
        return day;
    }

    private decimal? Decimal(string member, bool required)
    {
        if (Membre(root, member, member, required) is not { } count)
        {
            return null;
        }

        var writtenAsText = fromMassTransit && count.ValueKind == JsonValueKind.String;
        if (!Require(writtenAsText || count.ValueKind == JsonValueKind.Number, Regle.TypeJson, member))
        {
            return null;
        }

        // Read from the text: as a number, 1e-30 would already have become zero. Trailing zeros change nothing to the amount.
        var text = writtenAsText ? TextOf(count) ?? "" : count.GetRawText();
        if (!TwoDecimals().IsMatch(text))
        {
            Refuse(Regle.DeuxDecimales, member);
            return null;
        }

        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : decimal.MaxValue;
    }

    private int Entier(JsonElement subject, string name, string path, int minimum, int? byDefault)
    {
        if (Membre(subject, name, path, byDefault is null) is not { } count)
        {
            return byDefault ?? 0;
        }

        if (count.ValueKind == JsonValueKind.Number && count.TryGetInt32(out var value) && value >= minimum)
        {
            return value;
        }

        Refuse(count.ValueKind == JsonValueKind.Number ? Regle.Entier : Regle.TypeJson, path);
        return 0;
    }

    private string? Text(JsonElement subject, string name, string path, bool required, Func<string, bool> fits, string rule)
    {
        if (Membre(subject, name, path, required) is not { } element || !Require(element.ValueKind == JsonValueKind.String, Regle.TypeJson, path))
        {
            return null;
        }

        var text = TextOf(element);
        return text is not null && fits(text) ? text : Refuse(rule, path);
    }

    private JsonElement? Membre(JsonElement subject, string name, string path, bool required)
    {
        if (subject.TryGetProperty(name, out var element) && element.ValueKind != JsonValueKind.Null)
        {
            return element;
        }

        if (required)
        {
            Refuse(Regle.Requis, path);
        }

        return null;
    }

    private string WithoutNir(string member, string text, bool inALibelle = false)
    {
        Require(!Nir.EstPresent(text, inALibelle), Regle.NirInterdit, member);
        return text;
    }

    public bool Require(bool condition, string rule, string path)
    {
        if (!condition)
        {
            Refuse(rule, path);
        }

        return condition;
    }

    private string? Refuse(string rule, string path)
    {
        _rejections.Add(Regle.Refuse(rule, path));
        return null;
    }

    // Half of a surrogate pair, written as an escape, is valid JSON but no text: GetString throws on it.
    private static string? TextOf(JsonElement element)
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

    private static bool IsIdentifier(string text) =>
        !string.IsNullOrWhiteSpace(text) && IsPrintable(text, Limites.IdentifiantMax);

    // A character is a code point, as for PostgreSQL and JSON Schema, not one of the UTF-16 units that .NET counts.
    internal static bool IsPrintable(string text, int lengthMax)
    {
        // Nearly every text is of characters that need no table.
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text.Length <= lengthMax;
        }

        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (++length > lengthMax || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator)
            {
                return false;
            }
        }

        return true;
    }

    [GeneratedRegex(@"^-?[0-9]+(\.[0-9]{1,2}0*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex TwoDecimals();

    private static class NomsDe<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<string, T> Values =
            Enum.GetValues<T>().ToDictionary(v => JsonNamingPolicy.CamelCase.ConvertName(v.ToString()), StringComparer.Ordinal);
    }
}
