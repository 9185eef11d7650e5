using Reconciliation.Core;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Conservation;

/// <summary>
/// A name that many beneficiaries have ties later holders to the first ones, and not the other way round. When the first ones go, nothing
/// of that is left over: the later ones are judged by those who stay, and go when their own time is over.
/// </summary>
public sealed class OneWayTiesTests
{
    private static readonly DateTimeOffset Now = new(2023, 6, 20, 9, 0, 0, TimeSpan.Zero);

    [SkippableFact]
    public async Task Later_holders_of_a_name_go_in_their_own_time_after_the_first_ones()
    {
        await using var stored = await FiveHoldersAsync();
        Assert.Equal(2, (await RetentionTests.MaintainAsync(stored)).Journees.Journees);
        await RetentionTests.BalancesAsync(stored);
        Assert.Equal(
            ["B-3 B-4", "B-4 B-3", "B-5 B-3", "B-5 B-4"],
            await stored.ColumnAsync("SELECT beneficiaire_id || ' ' || autre_beneficiaire_id FROM lien ORDER BY 1"));

        stored.Clock.Move(TimeSpan.FromDays(365 * 5));
        Assert.Equal(4, (await RetentionTests.MaintainAsync(stored)).Journees.Journees);
        Assert.Equal(0, await stored.ScalarAsync<long>("SELECT count(*) FROM ligne") + await stored.ScalarAsync<long>(
            "SELECT count(*) FROM lien"));
    }

    [SkippableTheory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(TiedClosure.JourneesMax)]
    public async Task Of_two_who_say_who_holds_a_name_the_older_stays_with_the_younger_however_many_are_read(int journeesMax)
    {
        await using var stored = await FiveHoldersAsync(secondDay: "2023-06-04");
        foreach (var isDryRun in new[] { true, false })
        {
            var done = await RetentionTests.MaintainAsync(stored, isDryRun, engine: stored.EngineOf(journeesMax));
            Assert.Equal(0, done.Journees.Journees);
        }

        await RetentionTests.BalancesAsync(stored);
    }

    [SkippableFact]
    public async Task A_tie_to_a_journee_that_is_gone_keeps_nothing_and_is_told_and_rebuilt()
    {
        // As the version before left them: the first holders are gone, and the ties that led to them are there.
        await using var stored = await FiveHoldersAsync();
        await RetentionTests.MaintainAsync(stored);
        await stored.ExecuteAsync("""
            DELETE FROM lien;
            INSERT INTO lien SELECT 'B-' || n, '2023-06-05', 'B-' || a, ('2021-01-0' || a + 4)::date
            FROM generate_series(3, 5) AS n, generate_series(1, 2) AS a
            """);
        Assert.Equal(
            3, (await stored.Control.VerifyAsync(_ => { }, default)).Differences.Count(d => d.Nature == FindingKind.Liens));
        foreach (var member in new[] { "A-9", "A-5" })
        {
            var erased = await stored.EraseAsync(member);
            Assert.Equal((1, 0, 0), (erased.Erased.Journees, erased.Shared, erased.Unjudged));
        }

        var rebuilt = await stored.Control.RebuildAsync(stored.Engine, true, _ => { }, default);
        Assert.Equal(rebuilt.Differences, rebuilt.Repaired);
        await RetentionTests.BalancesAsync(stored);
        Assert.Equal(0, await stored.ScalarAsync<long>("SELECT count(*) FROM lien"));
        stored.Clock.Move(TimeSpan.FromDays(365 * 5));
        Assert.Equal(2, (await RetentionTests.MaintainAsync(stored)).Journees.Journees);
    }

    [SkippableFact]
    public async Task A_later_holder_is_erased_without_those_who_decide_who_holds_its_name()
    {
        await using var stored = await FiveHoldersAsync();
        var erased = await stored.EraseAsync("A-4");
        Assert.Equal((1, 0, 0), (erased.Erased.Journees, erased.Shared, erased.Unjudged));
        Assert.Equal(0, await stored.ScalarAsync<long>("SELECT count(*) FROM ligne WHERE adherent_id = 'A-4'"));
        await RetentionTests.BalancesAsync(stored);
    }

    [SkippableFact]
    public async Task One_journee_that_cannot_be_read_keeps_no_other_and_is_counted()
    {
        await using var stored = await FiveHoldersAsync();
        await stored.ExecuteAsync("UPDATE ligne SET contenu = '{}', contenu_octets = NULL WHERE decompte = 'Z'");
        stored.Clock.Move(TimeSpan.FromDays(365 * 5));
        Assert.Equal(5, (await RetentionTests.MaintainAsync(stored)).Journees.Journees);
        Assert.Equal(1, (await stored.EraseAsync("A-9")).Unjudged);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Names_that_wander_leave_in_every_order_and_control_finds_nothing_amiss(int seed)
    {
        await using var stored = await StoredPayments.FillAsync(Now, Wandering(seed), batch: 1 + (seed % 3));
        await RetentionTests.BalancesAsync(stored);
        for (var run = 0; run < 7; run++)
        {
            await MaintainAsync(stored);
            await RetentionTests.BalancesAsync(stored);
            if (run == 3)
            {
                await stored.EraseAsync($"A-{seed}");
                await RetentionTests.BalancesAsync(stored);
            }

            stored.Clock.Move(TimeSpan.FromDays(31 * (6 + seed)));
        }

        stored.Clock.Move(TimeSpan.FromDays(365 * 6));
        await MaintainAsync(stored);
        Assert.Equal(0, await stored.ScalarAsync<long>("SELECT count(*) FROM ligne") + await stored.ScalarAsync<long>(
            "SELECT count(*) FROM lien"));
    }

    // Accesses stay: the server lets none go that is young by its own clock.
    private static Task<MaintenanceOutcome> MaintainAsync(StoredPayments stored) =>
        RetentionTests.MaintainAsync(stored, periods: new() { AccesMois = 1200 });

    // Some names, each of lines of many beneficiaries, revisions and years. Most come in the order of their years, and are taken back at
    // once, so that the first holders go before the later ones.
    private static List<ReceivedLigne> Wandering(int seed)
    {
        var random = new Random(seed);
        var lignes = new List<ReceivedLigne>();
        for (var n = 0; n < 60; n++)
        {
            var (member, name) = ($"{random.Next(40)}", $"N{random.Next(12)}");
            var year = random.Next(8) == 0 ? random.Next(6) : n / 10;
            var day = $"{new DateOnly(2021, 1, 4).AddDays(year * 140):yyyy-MM-dd}";
            var montant = 21m + random.Next(2);
            var revision = Math.Max(1, random.Next(-3, 4));
            lignes.Add(Scenario.Ro(name, montant, dateSoin: day, revision: revision, payeLe: day, beneficiaire: member));
            lignes.Add(Scenario.Ro($"K{n}", -montant, Contracts.Nature.Annulation, name, day, payeLe: day, beneficiaire: member));
        }

        return lignes;
    }

    // One name of five beneficiaries: 1 and 2 came first, and say who holds it; 3 and 4 came later, and 5 with the last revision. A ninth
    // has nothing to do with them.
    private static async Task<StoredPayments> FiveHoldersAsync(string secondDay = "2021-01-06")
    {
        var stored = await StoredPayments.FillAsync(Now, []);
        foreach (var (member, day, name, revision) in new[]
        {
            ("1", "2021-01-05", "D", 1), ("2", secondDay, "D", 1), ("3", "2023-06-05", "D", 2), ("4", "2023-06-05", "D", 2),
            ("5", "2023-06-05", "D", 3), ("9", "2023-06-05", "Z", 1),
        })
        {
            await stored.Engine.ReconcileLignesAsync(
                [
                    Scenario.Ro(name, dateSoin: day, payeLe: day, revision: revision, beneficiaire: member),
                    Scenario.Ro($"T{member}", -21m, Contracts.Nature.Annulation, name, day, payeLe: day, beneficiaire: member),
                ],
                default);
        }

        return stored;
    }
}
