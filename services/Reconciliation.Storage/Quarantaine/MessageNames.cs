using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Reconciliation.Contracts;

namespace Reconciliation.Storage;

/// <summary>
/// The persons whom a message names: noted when it is kept, because later nobody can ask a message that is no JSON. Any text that could be
/// the number of a person is a name, wherever it stands; each is written in one way (plain signs, capitals), so that it is found however it
/// was spelled.
/// </summary>
public sealed partial class MessageNames
{
    /// <summary>The most names that are noted of a message; one that has more is marked with <see cref="More"/>.</summary>
    public const int NamesMax = 1_000;

    /// <summary>
    /// The most members whom a message may name to be shown: each of them has a row in the record of every reading. A payment names one.
    /// </summary>
    public const int MembersMax = 100;

    /// <summary>
    /// Stands among the names of a message that has more than are noted, or states more members than are shown: a search for a name reads
    /// that message again.
    /// </summary>
    public const string More = "*";

    private const string Adherent = "adherentId", Beneficiaire = "beneficiaireId";

    // These members hold the number of something else, which may be the same digits as a person's.
    private static readonly HashSet<string> OfThings = new(StringComparer.OrdinalIgnoreCase)
    {
        "evenementId", "source", "organisme", "decompte", "ordre", "revision", "professionnelId", "codeActe", "virement", "referenceSoin",
        "contrat", "depense", "base", "taux", "montant", "montantRoDeclare", "dateSoin", "payeLe", "transmisLe",
    };

    private readonly HashSet<string> _all = new(StringComparer.Ordinal);
    private readonly HashSet<string> _payment = new(StringComparer.Ordinal);
    private readonly HashSet<string> _adherents = new(StringComparer.Ordinal);
    private readonly HashSet<string> _beneficiaires = new(StringComparer.Ordinal);
    private readonly HashSet<string> _spellings = new(StringComparer.Ordinal);

    /// <summary>All names, as <see cref="Normalize"/> writes them.</summary>
    public IReadOnlySet<string> All => _all;

    /// <summary>The members that it states, as it spells them.</summary>
    public IReadOnlySet<string> AdherentIds => _adherents;

    /// <summary>The beneficiaries that it states, as it spells them.</summary>
    public IReadOnlySet<string> BeneficiaireIds => _beneficiaires;

    /// <summary>The forms in which each name may stand in the database: as it is spelled, in capitals and in small letters.</summary>
    public IReadOnlySet<string> Spellings => _spellings;

    /// <summary>Whether it has more names than are looked up, or states more members than are recorded.</summary>
    internal bool HasMore => _all.Count > NamesMax || _adherents.Count > MembersMax;

    /// <summary>The names, as they are stored.</summary>
    internal string AsJson() => JsonSerializer.Serialize<string[]>(
        [.. HasMore ? _all.Take(NamesMax).Prepend(More) : _all, .. _payment.Take(NamesMax)]);

    /// <summary>The names in some messages.</summary>
    /// <param name="bodies">Their bytes: an original, and its corrections.</param>
    public static MessageNames Of(params ReadOnlySpan<ReadOnlyMemory<byte>> bodies)
    {
        var names = new MessageNames();
        foreach (var body in bodies)
        {
            names.Add(body);
        }

        return names;
    }

    /// <summary>A name in the one way in which it is noted: plain signs, in capitals.</summary>
    /// <param name="name">The name.</param>
    public static string Normalize(string name) => PlainSigns.Of(name).ToUpperInvariant();

    private void Add(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            Add(document.RootElement, within: "");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Bytes of another encoding have a zero beside each letter.
            var readings = Readings(Encoding.UTF8.GetString(body.Span));
            AddTexts(readings);
            foreach (Match stated in Stated().Matches(AsStated(readings)))
            {
                AddStated(stated.Groups[1].Value, stated.Groups[2].Value);
            }
        }
    }

    private void Add(JsonElement element, string within)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    AddTexts(Readings(member.Name));
                    AddOfPayment(member.Name, member.Value);
                    Add(member.Value, PlainSigns.Of(member.Name));
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Add(item, within);
                }

                break;
            case JsonValueKind.String or JsonValueKind.Number when !OfThings.Contains(within):
                var isText = element.ValueKind == JsonValueKind.String;
                var readings = Readings(isText ? element.GetString()! : element.GetRawText());
                AddTexts(readings);
                if (isText)
                {
                    AddStated(within, AsStated(readings));
                }

                break;
        }
    }

    // A payment is asked for by these too.
    private void AddOfPayment(string member, JsonElement value)
    {
        if (PaymentKeys.Of(member, value) is { } key)
        {
            _payment.Add(key);
        }
    }

    private void AddStated(string member, string value)
    {
        var id = value.Trim();
        if (id.Length is 0 or > Limites.IdentifiantMax || id.Any(char.IsControl))
        {
            return;
        }

        if (member.Equals(Adherent, StringComparison.OrdinalIgnoreCase))
        {
            _adherents.Add(id);
        }
        else if (member.Equals(Beneficiaire, StringComparison.OrdinalIgnoreCase))
        {
            _beneficiaires.Add(id);
        }
    }

    // A number that is stated is one: of the ways to read it the one without odd blanks.
    private static string AsStated(IReadOnlyList<string> readings) => readings[Math.Min(1, readings.Count - 1)];

    private void AddTexts(IReadOnlyList<string> readings)
    {
        foreach (var text in readings)
        {
            AddText(text);
        }
    }

    // A whole text, also without its blanks, and each word of it: an identifier may hold signs that part words elsewhere.
    private void AddText(string text)
    {
        AddName(text.Trim());
        if (text.Length <= 2 * Limites.IdentifiantMax)
        {
            AddName(string.Concat(text.Where(c => !char.IsWhiteSpace(c))));
        }

        foreach (Match word in Words().Matches(text))
        {
            AddName(word.Value.Trim('-', '_', '.', '/'));
        }
    }

    private void AddName(string name)
    {
        if (name.Length is 0 or > Limites.IdentifiantMax || name.Any(c => char.IsControl(c) || char.IsSurrogate(c)))
        {
            return;
        }

        var normal = Normalize(name);
        if (_all.Add(normal) && _spellings.Count < 3 * NamesMax)
        {
            _spellings.UnionWith([name, normal, normal.ToLowerInvariant()]);
        }
    }

    // A text may hold escapes of its own: JSON within a text of JSON.
    private static IReadOnlyList<string> Readings(string text) => PlainSigns.Readings(
        text.Contains("\\u", StringComparison.OrdinalIgnoreCase)
            ? Escapes().Replace(text, e => ((char)int.Parse(
                e.Groups[1].Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString())
            : text);

    [GeneratedRegex(@"\\+u([0-9A-Fa-f]{4})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Escapes();

    [GeneratedRegex(@"[\p{L}\p{N}\p{M}_./-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    [GeneratedRegex(
        """(adherentId|beneficiaireId)\W{1,8}([\p{L}\p{N}_./-]{1,64})""", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Stated();
}
