using System.Globalization;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Conservation;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;
using Nature = Reconciliation.Contracts.Nature;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>
/// More journées tied together than are folded together: what is stored of those whose fold may lack facts stays as it is, none of them is
/// erased, and it is told. The limit is a small one here.
/// </summary>
public sealed class FullSetTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 20, 9, 0, 0, TimeSpan.Zero);

    private readonly CapturedLog _log = new();

    public void Dispose() => _log.Dispose();

    [SkippableTheory]
    [InlineData(21, 4)]
    [InlineData(22, 3)]
    [InlineData(23, 2)]
    public async Task A_full_set_changes_nothing_of_a_journee_that_the_call_is_not_about(int seed, int journeesMax)
    {
        await using var stored = await StoredPayments.FillAsync(Now, new RandomPayments(seed).Make(150));
        var engine = Limited(stored, journeesMax);
        foreach (var row in await stored.ColumnAsync("SELECT DISTINCT beneficiaire_id || ' ' || date_soin FROM ligne ORDER BY 1"))
        {
            var journee = new Journee(row.Split(' ')[0], DateOnly.Parse(row.Split(' ')[1], CultureInfo.InvariantCulture));
            var before = await OthersAsync(stored, journee);
            await engine.RejudgeAsync([journee], default);
            Assert.Equal(before, await OthersAsync(stored, journee));
        }

        Assert.NotEmpty(_log.Lines);
        await stored.Control.RebuildAsync(stored.Engine, true, _ => { }, default);
        Assert.Empty((await stored.Control.VerifyAsync(_ => { }, default)).Differences);
    }

    [SkippableTheory]
    [InlineData(31, 5)]
    [InlineData(32, 9)]
    public async Task Lines_that_come_for_a_full_set_are_kept_and_rebuilding_without_the_limit_finds_them(int seed, int journeesMax)
    {
        await using var stored = await StoredPayments.FillAsync(Now, []);
        var engine = Limited(stored, journeesMax);
        foreach (var some in new RandomPayments(seed).Make(120).Chunk(5))
        {
            await engine.ReconcileLignesAsync(some, default);
        }

        await stored.Control.RebuildAsync(stored.Engine, true, _ => { }, default);
        Assert.Empty((await stored.Control.VerifyAsync(_ => { }, default)).Differences);
    }

    [SkippableFact]
    public async Task A_full_set_is_told_once_in_a_while_without_anybodys_number()
    {
        await using var stored = await StoredPayments.FillAsync(Now, Chain(8, old: 8));
        var engine = Limited(stored, 3);
        for (var i = 0; i < 5; i++)
        {
            await engine.RejudgeAsync([Day(7, old: 8)], default);
        }

        var line = Assert.Single(_log.Lines);
        Assert.Contains("More journées are tied together", line, StringComparison.Ordinal);
        Assert.DoesNotContain("chain", line, StringComparison.Ordinal);
    }

    [Fact]
    public void The_next_line_of_the_log_counts_the_sets_since_the_last_one()
    {
        var clock = new SteppedClock();
        var told = new TiedClosureLog(clock, _log.CreateLogger("sets"));
        for (var n = 0; n < 1000; n++)
        {
            told.FoldedInPart(5000, 20);
        }

        clock.Now += (long)TiedClosureLog.LineInterval.TotalMilliseconds;
        told.FoldedInPart(5000, 30);
        Assert.Equal(2, _log.Lines.Count);
        Assert.Contains("5000 were read, 30 of them left as they are stored; 1000 time(s)", _log.Lines.Last(), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Retention_erases_nothing_of_a_set_that_may_be_incomplete_and_all_that_is_not_tied_to_it(int journeesMax)
    {
        // Five old days in a chain, at the end of which are two young ones; and the old day of somebody else.
        await using var stored = await StoredPayments.FillAsync(Now, [.. Chain(7, old: 5), .. Settled()]);
        var done = await RetentionTests.MaintainAsync(stored, engine: Limited(stored, journeesMax));
        Assert.Equal((1, 5), (done.Journees.Journees, done.Kept));
        Assert.Equal(7, await stored.ScalarAsync<long>("SELECT count(*) FROM ligne"));
        await RetentionTests.BalancesAsync(stored);
    }

    [SkippableFact]
    public async Task A_full_set_that_is_known_to_be_all_goes()
    {
        await using var stored = await StoredPayments.FillAsync(Now, [.. Chain(7, old: 7), .. Settled()]);
        Assert.Equal(8, (await RetentionTests.MaintainAsync(stored, engine: Limited(stored, 5))).Journees.Journees);
        Assert.Empty(_log.Lines);
        await RetentionTests.BalancesAsync(stored);
    }

    [SkippableFact]
    public async Task A_member_whose_journee_leads_to_too_many_others_stays_and_is_counted()
    {
        // Each of the member's lines has the name of two others, who came before, and with an earlier revision.
        var others = Enumerable.Range(0, 10).Select(n => Scenario.Ro($"N{n / 2}", beneficiaire: $"{n}"));
        await using var stored = await StoredPayments.FillAsync(Now, others, batch: 1);
        await stored.Engine.ReconcileLignesAsync(
            [.. Enumerable.Range(0, 5).Select(n => Scenario.Ro($"N{n}", revision: 2, beneficiaire: "member"))], default);
        Assert.Equal((0, 1), await EraseAsync(3));
        Assert.Equal((1, 0), await EraseAsync(11));
        await RetentionTests.BalancesAsync(stored);

        async Task<(long Erased, long Unjudged)> EraseAsync(int journeesMax)
        {
            var outcome = await stored.EraseAsync("A-member", Limited(stored, journeesMax));
            return (outcome.Erased.Journees, outcome.Unjudged);
        }
    }

    // All that is stored of other journées, and what is noted of them as unattached.
    private static Task<List<string>> OthersAsync(StoredPayments stored, Journee journee) => stored.ColumnAsync($"""
        SELECT s::text FROM soin AS s WHERE (beneficiaire_id, date_soin) <> ('{journee.BeneficiaireId}', '{journee.DateSoin:yyyy-MM-dd}')
        UNION ALL
        SELECT n::text FROM ligne_non_rattachee AS n
        WHERE (beneficiaire_id, date_soin) <> ('{journee.BeneficiaireId}', '{journee.DateSoin:yyyy-MM-dd}')
        ORDER BY 1
        """);

    // Each day corrects the day before; those that are not old come years after.
    private static IEnumerable<ReceivedLigne> Chain(int days, int old) => Enumerable.Range(0, days).Select(day => Scenario.Ro(
        $"c{day}", day == 0 ? 21m : 1m, day == 0 ? Nature.Paiement : Nature.Regularisation, day == 0 ? null : $"c{day - 1}",
        $"{Day(day, old).DateSoin:yyyy-MM-dd}", payeLe: $"{Day(day, old).DateSoin:yyyy-MM-dd}", beneficiaire: "chain"));

    private static IEnumerable<ReceivedLigne> Settled() =>
    [
        Scenario.Ro("S", dateSoin: "2020-01-05", payeLe: "2020-01-08"),
        Scenario.Ro("T", -21m, Nature.Annulation, "S", "2020-01-05", payeLe: "2020-01-08"),
    ];

    private static Journee Day(int day, int old) => new("B-chain", new DateOnly(day < old ? 2020 : 2024, 1, 1).AddDays(day));

    private Reconciler Limited(StoredPayments stored, int journeesMax) => stored.EngineOf(journeesMax, _log);

    private sealed class SteppedClock : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Now;
    }
}
