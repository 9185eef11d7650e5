using System.Text.Json;
using System.Text.Json.Nodes;
using Reconciliation.Dev;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Reconciliation.Tests;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Integration.Tests.Contract;

/// <summary>Views of an instance under the schemas that are committed, as a consumer's validator (ajv, strict) reads both.</summary>
public sealed class LiveViewsTests(SharedInstance shared, ContractTools tools, ITestOutputHelper output)
    : IClassFixture<SharedInstance>, IClassFixture<ContractTools>
{
    private const int ViewsMin = 2_000;

    [SkippableFact]
    public async Task Two_thousand_views_of_every_situation_are_valid()
    {
        LongRun.OrSkip();
        var instance = await shared.StartAsync();
        var sent = new Generator(20251112, instance.Clock.GetUtcNow()).Paiements;
        foreach (var stream in PaymentStreams.Product.All)
        {
            foreach (var records in sent.Where(p => PaymentStreams.Product.Of(p).Part == stream.Part).Chunk(500))
            {
                var body = $"[{string.Join(',', records.Select(StoredJson.Write))}]";
                Assert.Equal(202, (await instance.PostAsync("/v1/paiements/" + stream.Address.Segment, body)).Status);
            }
        }

        var elements = new List<JsonElement>();
        await Eventually.HoldsAsync("the feed shows what was written", async () =>
        {
            elements = await FeedAsync(instance);
            return elements.Count >= await instance.CountAsync("SELECT count(*) FROM journal");
        });
        Assert.InRange(elements.Count, ViewsMin, int.MaxValue);
        Assert.Equal(
            Enum.GetValues<Contracts.Situation>().Length, elements.Select(e => e.GetProperty("situation").GetString()).Distinct().Count());

        var soins = elements.Select(e => e.GetProperty("soinId").GetGuid()).Distinct().Count();
        output.WriteLine($"{elements.Count} versions of {soins} soins");
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, elements.Select(e => JsonNode.Parse(e.GetRawText())!.ToJsonString()));
            Assert.Equal([$"valid {elements.Count}", "refused 6"], await tools.RunAsync(new Dictionary<string, string>(), "views", file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<List<JsonElement>> FeedAsync(TestInstance instance)
    {
        var (elements, cursor) = (new List<JsonElement>(), (string?)null);
        do
        {
            var page = (await instance.ReadAsync($"/v1/flux?limite=200{(cursor is null ? "" : "&apres=" + cursor)}", Scopes.Espace)).Json;
            elements.AddRange(page.GetProperty("elements").EnumerateArray());
            cursor = page.GetProperty("curseurSuivant").GetString();
        }
        while (cursor is not null);
        return elements;
    }
}
