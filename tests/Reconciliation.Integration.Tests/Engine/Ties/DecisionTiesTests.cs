using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>
/// A décision ties the days of the lines that it names. Control asks for no more than is noted, misses what is lost at either end, and
/// rebuilding notes it again.
/// </summary>
public sealed class DecisionTiesTests
{
    private const string Beneficiaire = "ties";

    private static readonly DateTimeOffset Now = new(2026, 1, 20, 9, 0, 0, TimeSpan.Zero);

    [SkippableFact]
    public async Task A_linked_line_that_moves_to_a_third_day_is_no_difference()
    {
        await using var stored = await LinkedAsync();
        await stored.Engine.ReconcileLignesAsync([Line("A1", 3, revision: 2)], default);
        Assert.Empty((await stored.Control.VerifyAsync(_ => { }, default)).Differences);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_tie_that_is_lost_at_either_end_is_told_and_noted_again(int lostDay)
    {
        await using var stored = await LinkedAsync();
        var before = await stored.RowsAsync();
        await stored.ExecuteAsync($"DELETE FROM lien WHERE date_soin = '{Day(lostDay)}'");

        Assert.Contains((await stored.Control.VerifyAsync(_ => { }, default)).Differences, d => d.Nature == FindingKind.Liens);
        var rebuilt = await stored.Control.RebuildAsync(stored.Engine, true, _ => { }, default);
        Assert.Equal(rebuilt.Differences, rebuilt.Repaired);
        Assert.Equal(before, await stored.RowsAsync());
    }

    [SkippableFact]
    public async Task Each_end_tells_a_lost_tie_whatever_slice_the_other_is_in()
    {
        await using var stored = await LinkedAsync();
        foreach (var lostDay in new[] { 1, 2 })
        {
            await stored.ExecuteAsync("DELETE FROM lien");
            await stored.ExecuteAsync(
                $"INSERT INTO lien VALUES ('B-{Beneficiaire}', '{Day(3 - lostDay)}', 'B-{Beneficiaire}', '{Day(lostDay)}')");
            foreach (var day in new[] { 1, 2 })
            {
                var journee = new Journee($"B-{Beneficiaire}", DateOnly.Parse(Day(day), System.Globalization.CultureInfo.InvariantCulture));
                var seen = await ControlSnapshot.ReadAsync(stored.Database, [journee], PaymentStreams.Product, default);
                Assert.Equal([journee], seen.WronglyTied);
                Assert.Equal(2, seen.State.Lignes.Count);
            }
        }
    }

    [SkippableTheory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    public async Task Decisions_across_days_and_lines_that_move_leave_control_nothing_to_say(int seed)
    {
        var random = new Random(seed);
        await using var stored = await StoredPayments.FillAsync(Now, Enumerable.Range(0, 8).Select(n => Line($"L{n}", random.Next(1, 7))));
        var revisions = new int[8];
        for (var step = 0; step < 14; step++)
        {
            if (random.Next(2) == 0)
            {
                var n = random.Next(8);
                await stored.Engine.ReconcileLignesAsync([Line($"L{n}", random.Next(1, 9), revision: 2 + revisions[n]++)], default);
            }
            else
            {
                var names = Enumerable.Range(0, 8).OrderBy(_ => random.Next()).Take(2).Select(n => $"L{n}").ToArray();
                await DecideAsync(stored, random.Next(3) == 0 ? TypeDeDecision.Delier : TypeDeDecision.Lier, names);
            }

            if (step % 3 == 0)
            {
                Assert.Empty((await stored.Control.VerifyAsync(_ => { }, default)).Differences);
            }
        }

        Assert.True(await stored.ScalarAsync<long>("SELECT count(*) FROM decision") > 0);
        Assert.Empty((await stored.Control.VerifyAsync(_ => { }, default)).Differences);
        var lost = await stored.ExecuteAsync($"DELETE FROM lien WHERE extract(day FROM date_soin)::int % 2 = {seed % 2}");
        var rebuilt = await stored.Control.RebuildAsync(stored.Engine, true, _ => { }, default);
        Assert.Equal(lost > 0, rebuilt.Differences.Count > 0);
        Assert.Empty((await stored.Control.VerifyAsync(_ => { }, default)).Differences);
    }

    // A1 of day 1 and B1 of day 2, linked by a décision on the soin of B1.
    private static async Task<StoredPayments> LinkedAsync()
    {
        var stored = await StoredPayments.FillAsync(Now, [Line("A1", 1), Line("B1", 2)]);
        Assert.IsType<DecisionOutcome.Taken>(await DecideAsync(stored, TypeDeDecision.Lier, "B1", "A1"));
        return stored;
    }

    // On the soin of the first of the lines, where it has one.
    private static async Task<DecisionOutcome?> DecideAsync(StoredPayments stored, TypeDeDecision type, params string[] names)
    {
        var rows = await stored.ColumnAsync($"""
            SELECT soin_id || '|' || date_soin || '|' || version || '|' || vue::text FROM soin
            WHERE remplace_par IS NULL AND fondatrice LIKE '%{names[0]}%' ORDER BY situation DESC LIMIT 1
            """);
        if (rows is not [var row])
        {
            return null;
        }

        var columns = row.Split('|', 4);
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        return await stored.Engine.DecideAsync(
            new()
            {
                SoinId = Guid.Parse(columns[0]),
                Journee = new($"B-{Beneficiaire}", DateOnly.Parse(columns[1], culture)),
                Seen = VersionTag.Of(int.Parse(columns[2], culture), columns[3]),
                Author = "agent",
                Content = new()
                {
                    Type = type,
                    Motif = "essai",
                    Lignes =
                    [
                        .. names.Select(n => new LigneVisee(
                            new PartDeLigne(Part.Ro.Code), "ameli", new() { Organisme = "010000506", Decompte = n, Ordre = 1 })),
                    ],
                },
            },
            default);
    }

    private static ReceivedLigne Line(string name, int day, int revision = 1) =>
        Scenario.Ro(name, dateSoin: Day(day), revision: revision, beneficiaire: Beneficiaire);

    private static string Day(int day) => $"2026-01-{day:00}";
}
