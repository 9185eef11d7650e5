using System.Globalization;
using System.Text.Json;

namespace Reconciliation.Contracts;

/// <summary>Reads the members of one JSON object, one rule after the other, and collects the rules that they break.</summary>
/// <param name="root">The object.</param>
/// <param name="fromMassTransit">Whether decimals may be strings, and names of enumerations begin with a capital.</param>
internal sealed class MemberReader(JsonElement root, bool fromMassTransit)
{
    private readonly List<Rejet> _rejections = [];

    public IReadOnlyList<Rejet> Rejections => _rejections;

    /// <summary>An identifier of anything but a person: of thirteen digits it may well be, of fifteen with the key of a NIR it is
    /// not.</summary>
    public string Identifier(string member) => Identifier(root, member, member, required: true, ofAPerson: false) ?? "";

    public string? IdentifierOrNull(string member) => Identifier(root, member, member, required: false, ofAPerson: false);

    /// <summary>An identifier of a person, for which a NIR may be taken by mistake.</summary>
    public string PersonIdentifier(string member) => Identifier(root, member, member, required: true, ofAPerson: true) ?? "";

    /// <summary>A label identifies nothing: a NIR is taken out of it, and the payment is taken.</summary>
    public string? Libelle(string member) =>
        Text(root, member, member, required: false, t => PrintableText.IsPrintable(t, Limites.LibelleMax), Regle.Texte) is { } text
            ? Nir.Redact(text, aussiSansCle: true, dansUnLibelle: true, dansUnNombre: true)
            : null;

    public string Motif(string member)
    {
        var text = Text(root, member, member, required: true, DecisionMotif.HasItsForm, Regle.Motif) ?? "";
        Require(!Nir.EstPresent(text), Regle.NirInterdit, member);
        return text;
    }

    public Guid Uuid(string member) =>
        Text(root, member, member, required: true, t => Guid.TryParseExact(t, "D", out _), Regle.Uuid) is { } text
            ? Guid.Parse(text)
            : default;

    /// <summary>The objects of a list. The path of a fault names the object by its place.</summary>
    public IReadOnlyList<T> List<T>(string member, Func<MemberReader, T> read)
    {
        if (Membre(root, member, member, required: true) is not { } list
            || !Require(list.ValueKind == JsonValueKind.Array, Regle.TypeJson, member))
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
            Organisme = Identifier(subject, "organisme", member + ".organisme", required: true, ofAPerson: false) ?? "",
            Decompte = Identifier(subject, "decompte", member + ".decompte", required: true, ofAPerson: false) ?? "",
            Ordre = Entier(subject, "ordre", member + ".ordre", (0, int.MaxValue), null),
        };
    }

    /// <summary>The revision of a line; without one, the first.</summary>
    public int Revision(string member) => Entier(root, member, member, (1, Limites.RevisionMax), byDefault: 1);

    public T Enumeration<T>(string member, T? byDefault = null)
        where T : struct, Enum => EnumerationOrNull(member, byDefault) ?? default;

    /// <summary>The value that other rules depend on; null where it is refused, so that nothing is refused because of a guess.</summary>
    public T? EnumerationOrNull<T>(string member, T? byDefault = null)
        where T : struct, Enum
    {
        if (Text(root, member, member, byDefault is null, _ => true, Regle.ValeurConnue) is not { } text)
        {
            return byDefault;
        }

        var name = fromMassTransit ? JsonNamingPolicy.CamelCase.ConvertName(text) : text;
        return Require(JsonValues.NamesOf<T>.Values.TryGetValue(name, out var value), Regle.ValeurConnue, member) ? value : null;
    }

    public PartDeLigne Part(string member, IReadOnlyCollection<string> codes) =>
        Text(root, member, member, required: true, codes.Contains, Regle.ValeurConnue) is { } code ? new(code) : default;

    public decimal? Montant(string member, bool required = true) =>
        Decimal(member, required) is { } value && Require(Math.Abs(value) <= Limites.MontantMax, Regle.MontantMax, member) ? value : null;

    public decimal MontantSigne(string member, Nature? nature)
    {
        var value = Montant(member) ?? 0;
        Require(
            nature switch
            {
                Nature.Paiement => value >= 0,
                Nature.Annulation or Nature.Retenue => value <= 0,
                Nature.Regularisation or null => true,
            },
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

        // Read from the text: as a number, 1e-30 would already have become zero.
        var value = JsonValues.TwoDecimals(writtenAsText ? JsonValues.Text(count) ?? "" : count.GetRawText());
        Require(value is not null, Regle.DeuxDecimales, member);
        return value;
    }

    private int Entier(JsonElement subject, string name, string path, (int Min, int Max) range, int? byDefault)
    {
        if (Membre(subject, name, path, byDefault is null) is not { } count)
        {
            return byDefault ?? 0;
        }

        if (JsonValues.Integer(count) is { } value && value >= range.Min && value <= range.Max)
        {
            return value;
        }

        Refuse(count.ValueKind == JsonValueKind.Number ? Regle.Entier : Regle.TypeJson, path);
        return 0;
    }

    private string? Text(JsonElement subject, string name, string path, bool required, Func<string, bool> fits, string rule)
    {
        if (Membre(subject, name, path, required) is not { } element
            || !Require(element.ValueKind == JsonValueKind.String, Regle.TypeJson, path))
        {
            return null;
        }

        var text = JsonValues.Text(element);
        return text is not null && fits(text) ? text : Refuse(rule, path);
    }

    private JsonElement? Membre(JsonElement subject, string name, string path, bool required)
    {
        JsonElement? found = subject.TryGetProperty(name, out var element) && element.ValueKind != JsonValueKind.Null ? element : null;
        Require(found is not null || !required, Regle.Requis, path);
        return found;
    }

    // The mark stands where a NIR was taken out: as an identifier it would bring strangers' payments together.
    private string? Identifier(JsonElement subject, string name, string path, bool required, bool ofAPerson)
    {
        var text = Text(subject, name, path, required, IdentifierRule.IsMet, Regle.Identifiant);
        Require(
            text is null || !(Nir.EstPresent(text, aussiSansCle: ofAPerson) || text.Contains(Nir.Marque, StringComparison.Ordinal)),
            Regle.NirInterdit,
            path);
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
}
