using Npgsql;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.WorkLists;

/// <summary>The figures of the overview are those that a look at every row gives.</summary>
public sealed class OverviewFiguresTests
{
    private static readonly DateTimeOffset Now = new(2025, 12, 20, 11, 0, 0, TimeSpan.Zero);

    private static readonly string[] Actions = ["lireAdherent", "lireAdherent", "rechercher", "listerATraiter"];

    private static readonly string[] Motifs =
        ["Appel : montant reçu", "Appel", "Traitement d'un dossier, sans appel", "Liste de travail : Écart"];

    private static readonly Caller Leader = new() { Name = "chef", IsAgent = true, IsSupervisor = true, Disclosures = new() };

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Calls_are_counted_from_the_record_of_accesses_and_those_after_which_the_member_called_again(int seed)
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var source = database.CreateSource();
        var random = new Random(seed);
        var accesses = Enumerable.Range(0, 400).Select(_ => (
            At: Now.AddMinutes(-random.Next(40 * 24 * 60)),
            Access: new RecordedAccess(
                $"agent-{random.Next(3)}", "console",
                Actions[random.Next(Actions.Length)],
                [$"A{random.Next(25)}"], null,
                Motifs[random.Next(Motifs.Length)]))).OrderBy(a => a.At).ToList();
        foreach (var (at, access) in accesses)
        {
            await new AccessLog(source).RecordAsync(access, at, default);
        }

        var (since, before) = (Now.AddDays(-30), Now.AddDays(-7));
        var calls = accesses
            .Where(a => a.Access.Action == "lireAdherent" && a.Access.Motif!.StartsWith("Appel", StringComparison.Ordinal))
            .GroupBy(a => a.Access.AdherentIds.Single())
            .SelectMany(m =>
            {
                var at = m.Select(a => a.At).ToList();
                var starts = at.Where((t, i) => i == 0 || t - at[i - 1] > TimeSpan.FromHours(1)).ToList();
                return starts.Select((t, i) => (At: t, IsAgain: i + 1 < starts.Count && starts[i + 1] - t <= TimeSpan.FromDays(7)));
            })
            .Where(c => c.At >= since && c.At < before).ToList();
        Assert.Contains(calls, c => c.IsAgain);
        Assert.Contains(calls, c => !c.IsAgain);

        var counted = await new OverviewQueries(source).CallsAsync(since, before, default);
        Assert.Equal(new CallCount(calls.Count, calls.Count(c => c.IsAgain), null), counted);
    }

    [SkippableFact]
    public async Task Care_from_before_the_reform_is_apart_from_the_gap_between_two_payments_and_both_periods_are_told()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var source = database.CreateSource();
        await ExecuteAsync(source, """
            INSERT INTO compteur (nom, cle, periode, valeur) VALUES
                ('ecart', '0', timestamptz '2025-11-11 00:00 Europe/Paris', 5),
                ('ecart', '2', timestamptz '2025-11-12 00:00 Europe/Paris', 3),
                ('ecart', '-1', timestamptz '2025-12-20 00:00 Europe/Paris', 4),
                ('ecart', '2', timestamptz '2025-11-20 00:00 Europe/Paris', 7),
                ('ponctualite', 'carteVitale/dans', timestamptz '2025-12-01 00:00 Europe/Paris', 8),
                ('ponctualite', 'carteVitale/hors', timestamptz '2025-12-01 00:00 Europe/Paris', 2),
                ('ponctualite', 'feuilleDeSoins/dans', timestamptz '2025-11-15 00:00 Europe/Paris', 6),
                ('arrivee', 'ro', timestamptz '2025-12-19 10:00+00', 11), ('arrivee', 'ro', timestamptz '2025-11-10 10:00+00', 13)
            """);
        var figures = (await Read(source).ReadAsync(Leader, 30, default))!;

        Assert.Equal([("-1", 4L)], figures.Current.Gaps.Select(g => (g.Key, g.Value)));
        Assert.Equal([("2", 10L)], figures.Previous.Gaps.Select(g => (g.Key, g.Value)));
        Assert.Equal((0, 5), (figures.Current.BeforeReform, figures.Previous.BeforeReform));
        Assert.Equal((10, 6), (figures.Current.Paired, figures.Previous.Paired));
        Assert.Equal((11, 13), (figures.Current.Arrivals["ro"], figures.Previous.Arrivals["ro"]));
    }

    [SkippableFact]
    public async Task Whoever_leads_no_team_is_given_no_figures_and_a_period_has_one_of_the_lengths_there_are()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var source = database.CreateSource();
        Assert.Null(await Read(source).ReadAsync(Leader with { IsSupervisor = false }, 30, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Read(source).ReadAsync(Leader, 31, default));
        Assert.All(ReadOverview.PeriodDays, d => Assert.True(2 * d < Counters.KeptFor.TotalDays));
    }

    [SkippableFact]
    public async Task Money_at_stake_the_work_of_each_and_soins_that_somebody_touched_are_those_of_the_rows()
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var source = database.CreateSource();
        await ExecuteAsync(source, $$"""
            INSERT INTO soin (soin_id, beneficiaire_id, date_soin, adherent_id, fondatrice, version, situation, vue, cree_le, mis_a_jour_le,
                depuis, enjeu, paye, ecart_jours)
            SELECT gen_random_uuid(), 'b' || n, date '2025-12-01' + n % 4, 'a', '', 1, CASE WHEN n % 2 = 0 THEN 3 ELSE 4 END, '{}',
                now(), now(), now() - interval '1 hour', n, 0, CASE WHEN n % 3 = 0 THEN 1 END
            FROM generate_series(1, 60) AS n;
            INSERT INTO affectation (genre, cle, agent, prise_le)
            SELECT 'soin', soin_id::text, CASE WHEN enjeu < 40 THEN 'zoe' ELSE 'yann' END,
                CASE WHEN enjeu = 1 THEN now() - interval '2 hours' ELSE now() END
            FROM soin WHERE enjeu < 50;
            INSERT INTO decision (decision_id, beneficiaire_id, date_soin, contenu, prise_le)
            SELECT gen_random_uuid(), beneficiaire_id, date_soin, '{}', now() FROM soin, generate_series(1, 2) WHERE enjeu <= 30;
            """);
        var queries = new OverviewQueries(source);

        Assert.Equal(
            [(Situation.Ecart, 30L, 930L), (Situation.EnRetard, 30L, 900L)],
            (await queries.WaitingAsync(default)).Select(w => (w.Situation, w.Soins, w.Enjeu.Cents)).OrderBy(w => w.Situation.ToString()));

        // The first was taken up before it came to the list again.
        var loads = await queries.LoadsAsync(default);
        Assert.Equal(["zoe", "yann"], loads.Select(l => l.Agent));
        Assert.Equal((38, Enumerable.Range(2, 38).Sum()), (loads[0].Soins.Values.Sum(), loads[0].Enjeu.Cents));
        Assert.Equal(19, loads[0].Soins[Situation.Ecart]);
        Assert.Equal(10, loads[1].Soins.Values.Sum());

        Assert.Equal(10, await queries.TouchedAsync(new(2025, 12, 1), new(2025, 12, 4), default));
        Assert.Equal(0, await queries.TouchedAsync(new(2025, 12, 5), new(2025, 12, 9), default));
    }

    private static ReadOverview Read(NpgsqlDataSource source) => new(source, new(source), new StoppedClock());

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
