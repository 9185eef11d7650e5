using Reconciliation.Integration.Tests.Cells;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api.Search;

/// <summary>Searches by an amount or a transfer read their index of short keys, and find rows of that amount or transfer alone.</summary>
public sealed class ShortKeyTests : DatabaseTest
{
    private const int Lignes = 300;
    private static readonly DateOnly Care = new(2026, 1, 5);
    private static readonly DateOnly Payment = new(2026, 1, 8);

    // One row of many is looked for: a plan for a table of a few would read all of them.
    private protected override TestTemplate Template => CellDatabases.Of(1);

    [SkippableTheory]
    [InlineData(ReadingKind.Virement, "ligne_virement_court")]
    [InlineData(ReadingKind.DateSoin, "ligne_date_montant_court")]
    [InlineData(ReadingKind.PayeLe, "ligne_paye_le_court")]
    [InlineData(ReadingKind.Montant, "ligne_date_montant_court")]
    [InlineData(ReadingKind.Paid, "soin_paye_court")]
    public async Task A_search_reads_the_rows_of_its_index_in_its_order(ReadingKind kind, string index)
    {
        await FillAsync();
        await using var plans = PlansSeen.On(ConnectionString);
        await (await plans.Source.OpenConnectionAsync()).DisposeAsync();
        plans.Take();
        var reading = new TermReading(kind) { Text = "V1", Day = kind == ReadingKind.PayeLe ? Payment : Care, Montant = new(21_00) };
        var range = new SearchRange(reading, Care.AddDays(-3), Care.AddDays(3));
        var pages = new List<Candidate>();
        while (await IndexRanges.FollowAsync(plans.Source, range, pages.Count == 0 ? Keyset.Start : pages[^1].Keyset, 20, default)
            is { Count: > 0 } page)
        {
            pages.AddRange(page);
        }

        var isOfOneAmount = kind is ReadingKind.Montant or ReadingKind.Paid;
        Assert.Equal(isOfOneAmount ? 1 : Lignes, pages.Select(p => (p.Journee, p.Keyset.Position)).Distinct().Count());

        // An amount is looked for day by day, and the days are put together. A last page of a few rows may be put in order by itself.
        var seen = plans.Take();
        Assert.All(seen, p => Assert.Equal([index], p.Indexes));
        Assert.Equal(isOfOneAmount, seen[0].IsSorted);
    }

    [SkippableTheory]
    [InlineData(21_474_836_47)]
    [InlineData(21_474_836_48)]
    [InlineData(30_000_000_00)]
    [InlineData(-30_000_000_00)]
    public async Task Amounts_that_have_one_key_are_told_apart(long cents)
    {
        await FillAsync();
        await using (var command = Source.CreateCommand("UPDATE soin SET paye = $1 + (soin_id = $2)::int - 1"))
        {
            command.Parameters.Add(new() { Value = cents });
            command.Parameters.Add(new() { Value = (await SoinsAsync(21_00))[0].Keyset.SoinId });
            await command.ExecuteNonQueryAsync();
        }

        Assert.Single(await SoinsAsync(cents));
        Assert.Empty(await SoinsAsync(cents + 1));
        Assert.Equal(Lignes - 1, (await SoinsAsync(cents - 1)).Count);
    }

    private async Task<IReadOnlyList<Candidate>> SoinsAsync(long cents) => await IndexRanges.FollowAsync(
        Source, new(new(ReadingKind.Paid) { Montant = new(cents) }, Care, Care), Keyset.Start, 2 * Lignes, default);

    private async Task FillAsync()
    {
        await using var services = Engines.Services();
        await Engines.On(Source, services, new ShiftedClock())
            .ReconcileLignesAsync([.. Enumerable.Range(0, Lignes).Select(n => Scenario.Ro($"D{n}", 21m + n))], default);
        await using var analyse = Source.CreateCommand("ANALYZE ligne, soin");
        await analyse.ExecuteNonQueryAsync();
    }
}
