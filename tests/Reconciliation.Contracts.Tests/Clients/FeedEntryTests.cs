using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reconciliation.Client;
using Xunit;

namespace Reconciliation.Contracts.Tests.Clients;

/// <summary>An entry of the feed is read only as far as a copy needs, and the view in it is kept as it was written.</summary>
public sealed class FeedEntryTests
{
    private static readonly string Entry = Element().ToJsonString(
        new JsonSerializerOptions { WriteIndented = true, Encoder = ContratsJson.Lisible.Options.Encoder });

    [Fact]
    public void The_view_is_what_the_service_wrote_without_the_members_of_the_feed()
    {
        var entry = Read(Entry);
        var element = JsonSerializer.Deserialize(Entry, ContratsJson.Lisible.ElementDeFlux)!;
        Assert.Equal(
            (element.SoinId, element.Version, element.Epoque, element.MisAJourLe, element.Curseur),
            (entry.SoinId, entry.Version, entry.Epoque, entry.MisAJourLe, entry.Curseur));
        Assert.Equal((false, false, null), (entry.SortDeLaCopie, entry.Efface, entry.RemplacePar));
        Assert.Equal(element.Message, entry.Element().Message);

        var view = Element();
        view.Remove("curseur");
        view.Remove("situationPrecedente");
        Assert.True(JsonNode.DeepEquals(view, JsonNode.Parse(entry.VueJson())));
        Assert.Contains("30.00", Encoding.UTF8.GetString(Read(Entry.Replace("30.0", "30.00", StringComparison.Ordinal)).VueJson()));
    }

    [Theory]
    [InlineData("first", "curseur", "situationPrecedente", "soinId", "version")]
    [InlineData("between", "soinId", "curseur", "version", "situationPrecedente", "epoque")]
    [InlineData("together", "soinId", "situationPrecedente", "curseur", "version")]
    [InlineData("alone", "curseur", "soinId")]
    public void Its_members_may_stand_in_any_order(string order, params string[] names)
    {
        var (all, members) = (Element(), new JsonObject());
        foreach (var name in names)
        {
            members[name] = all[name]?.DeepClone();
        }

        var view = (JsonObject)members.DeepClone();
        view.Remove("curseur");
        view.Remove("situationPrecedente");
        var entry = Read(members.ToJsonString());
        Assert.True(JsonNode.DeepEquals(view, JsonNode.Parse(entry.VueJson())), order);
        Assert.Equal(all["curseur"]!.GetValue<string>(), entry.Curseur);
    }

    [Fact]
    public void A_soin_that_was_erased_or_whose_lines_another_took_leaves_the_copy()
    {
        var soinId = new Guid(4, 0, 0, new byte[8]);
        var erased = Read($$"""{"soinId":"{{soinId}}","efface":true,"curseur":"c"}""");
        Assert.Equal((soinId, true, true, "c"), (erased.SoinId, erased.Efface, erased.SortDeLaCopie, erased.Curseur));
        Assert.Throws<InvalidOperationException>(erased.Element);

        var merged = Element();
        merged["remplacePar"] = $"{soinId}";
        var entry = Read(merged.ToJsonString());
        Assert.Equal((soinId, true, false), (entry.RemplacePar, entry.SortDeLaCopie, entry.Efface));
    }

    [Theory]
    [InlineData("""{"epoque":"2-a","precedente":null,"depuis":"2026-11-28T09:14:02Z"}""")]
    [InlineData("{}")]
    [InlineData("""{"soinId":"5c0c5f0e-5c5e-8f4a-9d3e-0d6f5b1c2a34","version":1""")]
    public void What_is_no_entry_is_refused(string text) => Assert.ThrowsAny<JsonException>(() => Read(text));

    private static EntreeDeFlux Read(string text) => EntreeDeFlux.Lire(Encoding.UTF8.GetBytes(text));

    private static JsonObject Element() => JsonNode.Parse(
        File.ReadAllText(Path.Combine(RepositoryRoot.Root(), "contracts", "examples", "lireFlux.200.json")))!["elements"]![0]!.AsObject();
}
