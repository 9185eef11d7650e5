using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>The feed in pages: every version once, in one order, whatever commits when, and resumable from any element.</summary>
public sealed class FeedTests
{
    [SkippableFact]
    public async Task Every_version_is_there_once_in_version_order_and_pages_of_any_size_show_the_same()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database);
        foreach (var n in Enumerable.Range(1, 8))
        {
            await instance.RoAsync(PaymentRecords.Ro($"F{n}"), PaymentRecords.Ro($"F{n + 1}"));
            await instance.ComplementairesAsync(PaymentRecords.Complementaire($"F{n}"));
        }

        var all = await instance.ReadAllAsync(await instance.CountAsync("SELECT count(*) FROM journal"));

        Assert.Equal(17, all.Count);
        Assert.All(all.GroupBy(e => e.GetProperty("soinId").GetGuid()), soin =>
            Assert.Equal(Enumerable.Range(1, soin.Count()), soin.Select(e => e.GetProperty("version").GetInt32())));
        Assert.Equal(all.Select(Feed.Cursor), (await instance.ReadAllAsync(limit: 3)).Select(Feed.Cursor));
        Assert.Equal(all.Select(Feed.Cursor), (await instance.ReadAllAsync(limit: 17)).Select(Feed.Cursor));
    }

    [SkippableFact]
    public async Task An_element_is_the_view_the_situation_before_and_the_place_after_it()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database);
        await instance.RoAsync(PaymentRecords.Ro("FLUX"));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("FLUX"));

        var all = await instance.ReadAllAsync(2L);

        Assert.Equal([null, "enRetard"], all.Select(e => e.GetProperty("situationPrecedente").GetString()));
        var vue = Assert.Single(await instance.SoinsAsync("FLUX"));
        var without = all[1].EnumerateObject().Where(m => m.Name is not "situationPrecedente" and not "curseur");
        Assert.Equal(vue.EnumerateObject().Select(m => m.ToString()), without.Select(m => m.ToString()));
        var answer = await instance.AskAsync(HttpMethod.Get, Feed.Path, Feed.Token);
        Assert.Equal(
            "private, no-store",
            answer.Headers["Cache-Control"].Replace("no-store, private", "private, no-store", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_reader_at_the_end_resumes_after_the_last_element_it_saw()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database);
        await instance.RoAsync(PaymentRecords.Ro("AVANT"));
        var last = Assert.Single(await instance.ReadAllAsync(1L)).Cursor();
        Assert.Equal((0, null), await Empty(instance.PageAsync(last)));

        await instance.RoAsync(PaymentRecords.Ro("APRES"));

        await Eventually.HoldsAsync("the next version is there", async () => (await instance.PageAsync(last)).Elements.Count == 1);
        Assert.Equal("APRES", Assert.Single((await instance.PageAsync(last)).Elements).Adherent());
    }

    [SkippableFact]
    public async Task What_commits_late_is_not_skipped_by_who_reads_meanwhile()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database);
        await instance.RoAsync(PaymentRecords.Ro("AVANT"));
        var wasRead = Assert.Single(await instance.ReadAllAsync(1L)).Cursor();
        await using var slow = await instance.Database.OpenConnectionAsync();
        await using var transaction = await slow.BeginTransactionAsync();
        await Feed.WriteAsync(slow, "LENTE");
        foreach (var n in Enumerable.Range(1, 3))
        {
            await instance.RoAsync(PaymentRecords.Ro($"APRES-{n}"));
        }

        // They are committed and served, yet the feed does not pass the transaction that may still precede them.
        Assert.Single(await instance.SoinsAsync("APRES-3"));
        Assert.Equal((0, null), await Empty(instance.PageAsync(wasRead)));

        await transaction.CommitAsync();
        await Eventually.HoldsAsync("all four are there", async () => (await instance.PageAsync(wasRead)).Elements.Count == 4);
        Assert.Equal(
            ["LENTE", "APRES-1", "APRES-2", "APRES-3"], (await instance.PageAsync(wasRead)).Elements.Select(Feed.Adherent));
    }

    [SkippableFact]
    public async Task A_token_of_one_member_sees_what_concerns_that_member_a_shared_child_included()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database);
        await instance.RoAsync(PaymentRecords.Ro("PARENT-1"), PaymentRecords.Ro("AUTRE"));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("PARENT-1").With("adherentId", "PARENT-2"));
        await instance.ReadAllAsync(3L);

        var first = await instance.ReadAllAsync(token: TestInstance.Token("PARENT-1", Scopes.Espace));
        var second = await instance.ReadAllAsync(token: TestInstance.Token("PARENT-2", Scopes.Espace));

        Assert.Equal([1, 2], first.Select(e => e.GetProperty("version").GetInt32()));
        Assert.Equal([2], second.Select(e => e.GetProperty("version").GetInt32()));
        Assert.Empty(await instance.ReadAllAsync(token: TestInstance.Token("PERSONNE", Scopes.Espace)));
        var (page, next) = await instance.PageAsync(limit: 1, token: TestInstance.Token("PARENT-1", Scopes.Espace));
        Assert.Equal(Assert.Single(page).Cursor(), next);
    }

    [SkippableTheory]
    [InlineData("apres=abc", 400, "parametre-invalide")]
    [InlineData("apres=%00", 400, "parametre-invalide")]
    [InlineData("limite=0", 400, "parametre-invalide")]
    [InlineData("limite=201", 400, "parametre-invalide")]
    [InlineData("curseur=abc", 400, "parametre-inconnu")]
    [InlineData("apres=@77.5.8d9f3c1e000080008000000000000000", 410, "curseur-perime")]
    [InlineData("apres=@99999999999999999999.5.8d9f3c1e000080008000000000000000", 400, "parametre-invalide")]
    [InlineData("apres=@18446744073709551615.9223372036854775807.8d9f3c1e000080008000000000000000", 410, "curseur-perime")]
    [InlineData("apres=@739204.8d9f3c1e000080008000000000000000", 400, "parametre-invalide")]
    public async Task A_cursor_that_is_none_and_one_of_another_journal_are_told_apart(string parameters, int status, string code)
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database);
        var (before, after) =
            parameters.Split('@') is [var a, var b] ? (a, Base64Url.EncodeToString(Encoding.ASCII.GetBytes(b))) : (parameters, "");

        var answer = await instance.AskAsync(HttpMethod.Get, $"{Feed.Path}?{before}{after}", Feed.Token);

        Assert.Equal(code, answer.Problem(status));
    }

    private static async Task<(int, string?)> Empty(Task<(List<JsonElement> Elements, string? Next)> page) =>
        ((await page).Elements.Count, (await page).Next);
}
