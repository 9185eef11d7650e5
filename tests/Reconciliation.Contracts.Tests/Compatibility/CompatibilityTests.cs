using System.Text.Json.Nodes;
using Reconciliation.Contracts.Tests.Messages;
using Xunit;

namespace Reconciliation.Contracts.Tests.Compatibility;

/// <summary>
/// The committed contract breaks nobody who relies on the version in <c>contracts/baseline</c>, unless the first number of the version is
/// raised.
/// </summary>
public sealed class CompatibilityTests
{
    private static readonly string Contrats = Path.Combine(RepositoryRoot.Root(), "contracts");

    private static readonly string Base = Path.Combine(Contrats, "baseline");

    // Narrowings that the reader refused all along, or that touch no producer's records, word for word: the member, its type before and its
    // type now. Any other narrowing breaks somebody.
    private static readonly string[] Intended =
    [
        .. new[]
        {
            "evenementId", "source", "organisme", "decompte", "adherentId", "beneficiaireId", "professionnelId", "codeActe", "virement",
            "referenceSoin", "contrat",
        }.Select(m => Pattern(m, @"\S", IdentifierRule.Pattern)),
        Pattern("libelle", null, $@"^[^{PrintableText.RefusedClass}]*$(?!\n)"),
        Pattern("dateSoin", null, @"^[0-9]{4}-[0-9]{2}-[0-9]{2}$(?!\n)"),
        Pattern("payeLe", null, @"^[0-9]{4}-[0-9]{2}-[0-9]{2}$(?!\n)"),
        Pattern("transmisLe", null, Instants.Pattern),
        $".transmisLe: maxLength is {Limites.InstantMax}",
        $".revision: maximum is {Limites.RevisionMax}",
    ];

    // Breaks that were agreed with those who rely on the contract, in the words in which they are found: a rest that cannot be told is null
    // and not a wrong figure, a décision that is read may be of a kind that was added, and the feed is closed to agents.
    private static readonly string[] Agreed =
    [
        "resteACharge: its type was number", "it may be \"neRienAttendre\"", "GET /v1/flux: the scope support no longer suffices",
        "GET /v1/flux: the scope supervision no longer suffices", "GET /v1/flux header X-Motif-Acces: it is gone",

        // They say how a number is best held, and refuse none.
        "format was none and is \"decimal\"", "format was none and is \"int32\"", "format was none and is \"int64\"",

        // A record alone is taken as before: the description names the array, of which every generator makes a type.
        "POST /v1/paiements/ro body application/json: its type was anything and is array",
        "POST /v1/paiements/complementaires body application/json: its type was anything and is array",
        $"body application/json: maxItems is {Limites.EnregistrementsMax}",

        // The same two words, as a truth value.
        "query apercu: its type was string and is boolean",
    ];

    [Fact]
    public void The_API_breaks_no_client()
    {
        var (before, after) = (Json(Base, "openapi.json"), Json(Contrats, "openapi.json"));
        var chainBreaks = Breakages.Between(before, after).Where(b => !Intended.Any(i => b.EndsWith(i, StringComparison.Ordinal)));
        Allow([.. chainBreaks], Major(before), Major(after));
    }

    [Theory]
    [InlineData("paiement-ro-emis", "entrant")]
    [InlineData("paiement-complementaire-emis", "entrant")]
    [InlineData("soin-mis-a-jour", "sortant")]
    [InlineData("vue", "sortant")]
    public void The_messages_break_nobody(string name, string reading)
    {
        var (before, after) = (Json(Base, $"{name}.schema.json"), Json(Path.Combine(Contrats, "schemas"), $"{name}.schema.json"));
        var chainBreaks = new SchemaBreakages(before, after)
            .Between(name, before, after, reading == "entrant" ? MessageDirection.Entrant : MessageDirection.Sortant);
        Allow([.. chainBreaks.Where(b => !Intended.Any(i => b.EndsWith(i, StringComparison.Ordinal)))], Numero(before), Numero(after));

        static int Numero(JsonNode schema) =>
            int.Parse(((string)schema["$id"]!).Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void The_channels_are_still_there()
    {
        var (before, after) = (Yaml.Read(Path.Combine(Base, "asyncapi.yaml")), Yaml.Read(Path.Combine(Contrats, "asyncapi.yaml")));
        var chainBreaks = before["channels"]!.AsObject()
            .Where(c => !JsonNode.DeepEquals(c.Value!["address"], after["channels"]![c.Key]?["address"])
                || !JsonNode.DeepEquals(c.Value["bindings"], after["channels"]![c.Key]!["bindings"])
                || c.Value["messages"]!.AsObject().Any(m => after["channels"]![c.Key]!["messages"]![m.Key] is null))
            .Select(c => $"{c.Key}: the channel is another or gone");
        Allow([.. chainBreaks], Major(before), Major(after));
    }

    [Fact]
    public void There_is_one_version() => Assert.Equal(
        [typeof(Vue).Assembly.GetName().Version!.ToString(3)],
        new[] { Json(Contrats, "openapi.json"), Yaml.Read(Path.Combine(Contrats, "asyncapi.yaml")) }.Select(
            d => (string)d["info"]!["version"]!).Distinct());

    private static string Pattern(string member, string? before, string after) =>
        $".{member}: pattern was {(before is null ? "none" : JsonValue.Create(before).ToJsonString())} and is "
        + JsonValue.Create(after).ToJsonString();

    private static void Allow(IReadOnlyList<string> found, int before, int after)
    {
        var chainBreaks = found.Where(b => !Agreed.Any(a => b.Contains(a, StringComparison.Ordinal))).ToList();
        Assert.True(
            chainBreaks.Count == 0 || after > before,
            "This breaks who relies on the version in contracts/baseline: undo it, or raise the first number of the version.\n"
            + string.Join("\n", chainBreaks));
    }

    private static JsonNode Json(string facts, string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(facts, file)))!;

    private static int Major(JsonNode document) =>
        int.Parse(((string)document["info"]!["version"]!).Split('.')[0], System.Globalization.CultureInfo.InvariantCulture);
}
