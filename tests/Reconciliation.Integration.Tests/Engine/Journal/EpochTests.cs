using System.Text.Json;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>
/// A database that was copied into another goes on as another history: no place or version that the first handed out is taken for one of
/// the copy, and versions that readers may hold in vain are announced and told again.
/// </summary>
public sealed class EpochTests
{
    [SkippableFact]
    public async Task A_new_history_is_announced_tells_its_soins_again_and_knows_no_place_or_version_of_the_former()
    {
        await using var first = await TestDatabase.CreateAsync(TestInstance.Schema);
        JsonElement before;
        var (cursor, tag) = ("", "");
        await using (var instance = await TestInstance.StartAsync(first))
        {
            await instance.RoAsync(PaymentRecords.Ro("EPO-A"));
            before = Assert.Single(await instance.SoinsAsync("EPO-A"));
            tag = (await instance.ReadAsync($"/v1/soins/{before.GetProperty("soinId").GetString()}", Scopes.Espace)).Headers["ETag"];

            // The feed ends before the first transaction that is still open, whichever database of the server it is in.
            await Eventually.HoldsAsync("the feed has come to the soin", async () =>
                (cursor = (await FeedAsync(instance)).LastOrDefault() is { ValueKind: JsonValueKind.Object } last
                    ? last.GetProperty("curseur").GetString()! : "").Length > 0);
        }

        await using var second = await TestDatabase.CopyAsync(first);
        await using var restored = await TestInstance.StartAsync(second);
        await restored.ComplementairesAsync(PaymentRecords.Complementaire("EPO-A"));

        var feed = new List<JsonElement>();
        await Eventually.HoldsAsync(
            "the epoch is announced and the soin told again",
            async () => (feed = await FeedAsync(restored)).Count >= 3 && feed.Exists(e => e.TryGetProperty("depuis", out _)));
        var announced = feed.Find(e => e.TryGetProperty("depuis", out _));
        var former = before.GetProperty("epoque").GetString();
        Assert.Equal(former, announced.GetProperty("precedente").GetString());
        Assert.True(announced.GetProperty("depuis").GetDateTimeOffset() <= before.GetProperty("misAJourLe").GetDateTimeOffset());
        var current = announced.GetProperty("epoque").GetString()!;
        Assert.NotEqual(former, current);
        Assert.Equal(current, Assert.Single(await restored.SoinsAsync("EPO-A")).GetProperty("epoque").GetString());

        var gone = await restored.ReadAsync("/v1/flux?apres=" + cursor, Scopes.Espace);
        Assert.Equal("curseur-perime", gone.Problem(410));
        Assert.Equal((current, former), (Text(gone, "epoque"), Text(gone, "precedente")));
        var soin = await restored.ReadAsync($"/v1/soins/{before.GetProperty("soinId").GetString()}", Scopes.Espace);
        Assert.NotEqual(tag, soin.Headers["ETag"]);

        // Nothing is said twice of one history, and everything is stored as it must be.
        Assert.Single(feed, e => e.TryGetProperty("depuis", out _));
        await using var source = second.CreateSource();
        Assert.True((await Epochs.LastAsync(source, default))!.IsToldAgain);
        Assert.False(await Epochs.BeginAsync(source, TimeProvider.System.GetUtcNow(), default));
    }

    private static string? Text(Answer answer, string member) => answer.Json.GetProperty(member).GetString();

    private static async Task<List<JsonElement>> FeedAsync(TestInstance instance) =>
        [.. (await instance.ReadAsync("/v1/flux?limite=200", Scopes.Espace)).Json.GetProperty("elements").EnumerateArray()];
}
