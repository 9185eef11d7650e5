using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Cells;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Conservation;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>
/// Names of lines that several beneficiaries have. A counter that started over ties nobody, however many names it gives again; a revision
/// that may have moved a line ties all who must be asked.
/// </summary>
public sealed class SharedNameTests
{
    private const int Beneficiaries = 60;

    private static readonly DateTimeOffset Now = new(2026, 1, 20, 9, 0, 0, TimeSpan.Zero);

    [SkippableTheory]
    [InlineData(1, 1)]
    [InlineData(7, 1)]
    [InlineData(Beneficiaries, 1)]
    [InlineData(1, 5)]
    [InlineData(7, 5)]
    public async Task A_counter_that_started_over_ties_nobody_and_each_line_of_it_is_counted(int batch, int cells)
    {
        await using var database = await TestDatabase.CreateAsync(CellDatabases.PlainOf(cells));
        await using var instance = await TestInstance.StartAsync(database);
        using var counted = new Measured(instance, "reconciliation.lignes.homonymes");
        var reconciler = instance.Services.GetRequiredService<Reconciler>();
        foreach (var some in Chain().Chunk(batch))
        {
            await reconciler.ReconcileLignesAsync(some, default);
            await reconciler.ReconcileLignesAsync(some, default);
        }

        // Each name is given twice: all but the first of each are counted, or both where they come together.
        Assert.Equal(0L, await CountAsync("lien"));
        Assert.Equal((long)Chain().Count, await CountAsync("soin"));
        Assert.InRange(counted.Sum, Beneficiaries - 1, 2 * (Beneficiaries - 1));

        async Task<object?> CountAsync(string table)
        {
            await using var command = instance.Database.CreateCommand($"SELECT count(*) FROM {table}");
            return await command.ExecuteScalarAsync();
        }
    }

    [SkippableFact]
    public async Task Names_given_again_fill_no_set_and_keep_nobody_from_being_erased()
    {
        var log = new CapturedLog();
        await using var stored = await StoredPayments.FillAsync(Now, []);
        var engine = stored.EngineOf(4, log);
        foreach (var ligne in Chain())
        {
            await engine.ReconcileLignesAsync([ligne], default);
        }

        var erased = await stored.EraseAsync("A-30", engine);
        Assert.Equal((1, 0, 0), (erased.Erased.Journees, erased.Shared, erased.Unjudged));
        Assert.Empty(log.Lines);
        await RetentionTests.BalancesAsync(stored);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task What_is_noted_of_a_name_that_may_have_moved_grows_with_those_who_have_it(int batch)
    {
        await using var stored = await StoredPayments.FillAsync(Now, Holders(), batch);
        await stored.Engine.ReconcileLignesAsync([Scenario.Ro("D", revision: 2, beneficiaire: "last")], default);
        Assert.Equal(Beneficiaries + 1, await stored.ScalarAsync<long>("SELECT count(*) FROM soin WHERE situation <> 2"));
        Assert.InRange(await stored.ScalarAsync<long>("SELECT count(*) FROM lien"), Beneficiaries, 3 * Beneficiaries);
        await RetentionTests.BalancesAsync(stored);
    }

    [SkippableTheory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 16)]
    [InlineData(2, 16)]
    public async Task What_moved_is_given_back_by_two_who_come_with_a_lower_revision(int batch, int cells)
    {
        await using var stored = await StoredPayments.FillAsync(
            Now, [Scenario.Ro("D", revision: 2, beneficiaire: "6"), Scenario.Ro("D", revision: 4, beneficiaire: "3")], batch: 1,
            CellDatabases.PlainOf(cells));
        ReceivedLigne[] before = [Scenario.Ro("D", beneficiaire: "1"), Scenario.Ro("D", beneficiaire: "2")];
        foreach (var some in before.Chunk(batch))
        {
            await stored.Engine.ReconcileLignesAsync(some, default);
        }

        Assert.Equal(
            ["B-1", "B-2", "B-3", "B-6"], await stored.ColumnAsync("SELECT beneficiaire_id FROM soin WHERE paye = 2100 ORDER BY 1"));
        await RetentionTests.BalancesAsync(stored);
    }

    [SkippableFact]
    public async Task Rebuilding_forgets_that_a_version_before_tied_all_who_had_one_name()
    {
        await using var stored = await StoredPayments.FillAsync(Now, [.. Holders(), Scenario.Ro("M"), Moved()]);
        await stored.ExecuteAsync("""
            INSERT INTO lien
            SELECT a.beneficiaire_id, a.date_soin, b.beneficiaire_id, b.date_soin
            FROM soin AS a, soin AS b WHERE a.beneficiaire_id <> b.beneficiaire_id
            ON CONFLICT DO NOTHING
            """);
        await stored.Control.RebuildAsync(stored.Engine, true, _ => { }, default);
        Assert.Equal(
            ["B-M B-mover", "B-mover B-M"],
            await stored.ColumnAsync("SELECT beneficiaire_id || ' ' || autre_beneficiaire_id FROM lien ORDER BY 1"));
        await RetentionTests.BalancesAsync(stored);

        static ReceivedLigne Moved() => Scenario.Ro("M", revision: 2, beneficiaire: "mover");
    }

    [SkippableTheory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    [InlineData(7, 1)]
    [InlineData(7, 16)]
    [InlineData(8, 2)]
    [InlineData(9, 5)]
    [InlineData(10, 5)]
    [InlineData(11, 16)]
    [InlineData(12, 16)]
    public async Task Each_beneficiary_is_paid_for_the_names_that_all_lines_together_give_them(int seed, int cells)
    {
        // Every other time few have many names, and come in any order. Else each has one, so that nothing else brings those together who
        // must know of each other, and later revisions mostly come first, those of one name at once.
        var (random, isMixed) = (new Random(seed), seed % 2 == 0);
        var claims = Enumerable.Range(0, 130)
            .Select(_ => (Name: $"N{random.Next(14)}", Person: random.Next(9), Revision: Math.Max(1, random.Next(-5, 4))))
            .Select(c => (Beneficiaire: isMixed ? $"{c.Person}" : $"{c.Name}-{c.Person}", c.Name, c.Revision))
            .Distinct().ToArray();
        random.Shuffle(claims);
        var coming = isMixed ? claims : [.. claims.OrderByDescending(c => c.Revision + random.Next(2)).ThenBy(c => c.Name)];
        await using var stored = await StoredPayments.FillAsync(
            Now, coming.Select(c => Scenario.Ro(c.Name, Montant(c.Revision), revision: c.Revision, beneficiaire: c.Beneficiaire)),
            batch: 1 + (seed % 5), CellDatabases.PlainOf(cells));

        var expected = claims.GroupBy(c => c.Name).SelectMany(name => NameHolders.Of(name.Select(c => (c.Beneficiaire, c.Revision)))
            .Select(b => (Beneficiaire: b, Montant: Montant(name.Where(c => c.Beneficiaire == b).Max(c => c.Revision)))));
        Assert.Equal(
            expected.GroupBy(p => p.Beneficiaire, p => p.Montant).Select(b => $"B-{b.Key} {Text(b.Sum())}").Order(StringComparer.Ordinal),
            await stored.ColumnAsync("""
                SELECT beneficiaire_id || ' ' || sum(paye) FROM soin GROUP BY beneficiaire_id HAVING sum(paye) > 0 ORDER BY 1
                """));
        await RetentionTests.BalancesAsync(stored);

        static decimal Montant(int revision) => 10m + revision;
        static string Text(decimal euros) => (euros * 100).ToString("0", CultureInfo.InvariantCulture);
    }

    // Each name is that of two neighbours.
    private static List<ReceivedLigne> Chain() =>
    [
        .. Enumerable.Range(0, Beneficiaries).SelectMany(n => new[] { n, n + 1 }.Where(name => name is > 0 and < Beneficiaries)
            .Select(name => Scenario.Ro($"N{name}", beneficiaire: $"{n}"))),
    ];

    private static IEnumerable<ReceivedLigne> Holders() =>
        Enumerable.Range(0, Beneficiaries).Select(n => Scenario.Ro("D", beneficiaire: $"{n}"));
}
