using Reconciliation.Core;
using Reconciliation.Dev;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Integration.Tests.Servers;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Integration.Tests.Commands;

/// <summary>
/// Everything that is stored of soins can be made again from the facts and the journal, while engines run, and after a kill.
/// </summary>
public sealed class RebuildTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Now = new(2026, 1, 12, 10, 0, 0, TimeSpan.Zero);

    [SkippableTheory]
    [InlineData("UPDATE soin SET vue = regexp_replace(vue::text, '\"depense\":[0-9.]+', '\"depense\":99.00')::json")]
    [InlineData(
        "UPDATE soin SET adherent_id = 'X', autres_adherents = ARRAY['Y'], situation = 7, echeance = '2031-01-01', version = "
            + "version + 3, cree_le = now()")]
    [InlineData("UPDATE soin SET vue = '{}' WHERE soin_id::text < '2'")]
    [InlineData("DELETE FROM soin")]
    [InlineData("DELETE FROM ligne_non_rattachee")]
    [InlineData("DELETE FROM lien")]
    public async Task What_is_damaged_is_made_again_row_by_row_and_nothing_is_published(string damage)
    {
        await using var stored = await StoredPayments.FillAsync(Now, new RandomPayments(51).Make(200), batch: 17);
        var (rows, journal) = (await stored.RowsAsync(), await stored.ColumnAsync("SELECT j::text FROM journal AS j ORDER BY 1"));
        await stored.ExecuteAsync(damage);
        Assert.NotEqual(rows, await stored.RowsAsync());

        var done = await stored.Control.RebuildAsync(stored.Engine, false, _ => { }, default);

        Assert.NotEmpty(done.Differences);
        Assert.Equal(done.Differences.Order(Comparer<Finding>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()))),
            done.Repaired.Order(Comparer<Finding>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()))));
        Assert.Equal(rows, await stored.RowsAsync());
        Assert.Equal(journal, await stored.ColumnAsync("SELECT j::text FROM journal AS j ORDER BY 1"));
    }

    [SkippableFact]
    public async Task Where_something_else_was_published_the_right_view_is_published_with_its_cause()
    {
        await using var stored = await StoredPayments.FillAsync(Now, new RandomPayments(52).Make(60));
        var soin = (await stored.ColumnAsync("SELECT soin_id::text FROM soin WHERE remplace_par IS NULL ORDER BY 1"))[0];
        await stored.ExecuteAsync(
            $"""
            UPDATE journal SET vue = regexp_replace(vue::text, '"depense":[0-9.]+', '"depense":99.00')::json WHERE soin_id = '{soin}'
            """);

        await stored.Control.RebuildAsync(stored.Engine, false, _ => { }, default);

        Assert.Equal("reconstruction", Assert.Single(await stored.ColumnAsync(
            $"SELECT cause ->> 'type' FROM journal WHERE soin_id = '{soin}' ORDER BY version DESC LIMIT 1")));
        Assert.Empty((await stored.Control.VerifyAsync(_ => { }, default)).Differences);
    }

    [SkippableFact]
    public async Task On_healthy_data_nothing_differs_and_nothing_is_written_while_engines_write()
    {
        var random = new RandomPayments(53);
        var lines = random.Shuffle(random.Make(500));
        await using var stored = await StoredPayments.FillAsync(Now, lines.Take(200));
        var writing =
            Parallel.ForEachAsync(lines.Skip(200).Chunk(9), new ParallelOptions { MaxDegreeOfParallelism = 3 }, async (batch, ct) =>
            await Insist.UntilDoneAsync(() => stored.Engine.ReconcileLignesAsync(batch, ct)));
        do
        {
            Assert.Empty((await stored.Control.RebuildAsync(stored.Engine, false, _ => { }, default)).Differences);
        }
        while (!writing.IsCompleted);

        await writing;
        Assert.Empty(await stored.ColumnAsync("SELECT cause ->> 'type' FROM journal WHERE cause ->> 'type' = 'reconstruction'"));
        Assert.Empty(await stored.ColumnAsync("SELECT nom FROM avancement"));
    }

    [SkippableFact]
    public async Task Killed_midway_it_goes_on_where_it_was_and_mends_everything()
    {
        var day = new DateOnly(2026, 1, 10);
        var lines = new DemoStream(54, day, Shuffle.Ordinary).Messages().Take(3500)
            .Select(m => PaymentReader.Read(m.Part, m.Body, day).Ligne!).ToList();
        await using var stored = await StoredPayments.FillAsync(TimeProvider.System.GetUtcNow(), lines, batch: 500);
        var rows = await stored.RowsAsync();

        // Damage at both ends of the walk: the first is mended before the kill, the last after it.
        var damaged = await stored.ExecuteAsync("""
            UPDATE soin SET adherent_id = 'X' WHERE soin_id IN (
                (SELECT soin_id FROM soin ORDER BY beneficiaire_id, date_soin LIMIT 3)
                UNION ALL (SELECT soin_id FROM soin ORDER BY beneficiaire_id DESC, date_soin DESC LIMIT 3))
            """);
        output.WriteLine($"{damaged} damaged soins of {rows.Count}.");
        var environment = new Dictionary<string, string> { ["RECONCILIATION_POSTGRES"] = stored.ConnectionString };
        await using (var recon = ReconProcess.Start(environment, "rebuild"))
        {
            await Eventually.HoldsAsync(
                "a wave is done",
                async () => recon.HasExited || (await stored.ColumnAsync("SELECT nom FROM avancement")).Count == 1);
            Assert.False(recon.HasExited, recon.Output + recon.Errors);
        }

        var (code, text, errors) = await ReconProcess.RunAsync(environment, "rebuild");

        Assert.True(code == 2, text + errors);
        var journees =
            long.Parse(text[..text.IndexOf(" journées", StringComparison.Ordinal)].Replace("\u00a0", "", StringComparison.Ordinal), null);
        Assert.InRange(
            journees, 1,
            long.Parse(
                Assert.Single(await stored.ColumnAsync("SELECT count(DISTINCT (beneficiaire_id, date_soin))::text FROM ligne")), null) - 1);
        Assert.Equal(rows, await stored.RowsAsync());
        Assert.Equal(0, (await ReconProcess.RunAsync(environment, "verify")).Code);
        Assert.Empty(await stored.ColumnAsync("SELECT nom FROM avancement"));
    }
}
