using System.Text.Json.Nodes;
using Reconciliation.Contracts.Tests.Messages;
using Xunit;

namespace Reconciliation.Contracts.Tests.Compatibility;

/// <summary>
/// What is committed breaks nobody who relies on the version in <c>contracts/baseline</c>, unless the first number of the version is raised.
/// </summary>
public sealed class CompatibilityTests
{
    private static readonly string Contrats = Path.Combine(Depot.Racine(), "contracts");

    private static readonly string Base = Path.Combine(Contrats, "baseline");

    [Fact]
    public void The_API_breaks_no_client()
    {
        var (avant, apres) = (Json(Base, "openapi.json"), Json(Contrats, "openapi.json"));
        Permettre(Ruptures.Entre(avant, apres), Majeure(avant), Majeure(apres));
    }

    [Theory]
    [InlineData("paiement-ro-emis", "entrant")]
    [InlineData("paiement-complementaire-emis", "entrant")]
    [InlineData("soin-mis-a-jour", "sortant")]
    [InlineData("vue", "sortant")]
    public void The_messages_break_nobody(string nom, string sens)
    {
        var (avant, apres) = (Json(Base, $"{nom}.schema.json"), Json(Path.Combine(Contrats, "schemas"), $"{nom}.schema.json"));
        var ruptures = new RupturesDeSchema(avant, apres).Entre(nom, avant, apres, sens == "entrant" ? Sens.Entrant : Sens.Sortant);
        Permettre([.. ruptures], Numero(avant), Numero(apres));

        static int Numero(JsonNode schema) => int.Parse(((string)schema["$id"]!).Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void The_channels_are_still_there()
    {
        var (avant, apres) = (Yaml.Lire(Path.Combine(Base, "asyncapi.yaml")), Yaml.Lire(Path.Combine(Contrats, "asyncapi.yaml")));
        var ruptures = avant["channels"]!.AsObject()
            .Where(c => !JsonNode.DeepEquals(c.Value!["address"], apres["channels"]![c.Key]?["address"])
                || !JsonNode.DeepEquals(c.Value["bindings"], apres["channels"]![c.Key]!["bindings"])
                || c.Value["messages"]!.AsObject().Any(m => apres["channels"]![c.Key]!["messages"]![m.Key] is null))
            .Select(c => $"{c.Key}: the channel is another or gone");
        Permettre([.. ruptures], Majeure(avant), Majeure(apres));
    }

    [Fact]
    public void There_is_one_version() => Assert.Equal(
        [typeof(Vue).Assembly.GetName().Version!.ToString(3)],
        new[] { Json(Contrats, "openapi.json"), Yaml.Lire(Path.Combine(Contrats, "asyncapi.yaml")) }.Select(d => (string)d["info"]!["version"]!).Distinct());

    private static void Permettre(IReadOnlyList<string> ruptures, int avant, int apres) => Assert.True(
        ruptures.Count == 0 || apres > avant,
        "This breaks who relies on the version in contracts/baseline: undo it, or raise the first number of the version.\n" + string.Join("\n", ruptures));

    private static JsonNode Json(string dossier, string fichier) => JsonNode.Parse(File.ReadAllText(Path.Combine(dossier, fichier)))!;

    private static int Majeure(JsonNode document) =>
        int.Parse(((string)document["info"]!["version"]!).Split('.')[0], System.Globalization.CultureInfo.InvariantCulture);
}
