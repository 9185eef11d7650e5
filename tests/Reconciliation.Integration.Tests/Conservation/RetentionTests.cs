using System.Text;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Storage;
using Xunit;
using Nature = Reconciliation.Contracts.Nature;

namespace Reconciliation.Integration.Tests.Conservation;

/// <summary>
/// Data that has outlived its time goes. Data that is young, tied to such data or open stays. Every total still balances.
/// </summary>
public sealed class RetentionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 12, 10, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Unbounded = TimeSpan.FromDays(1);

    [SkippableFact]
    public async Task Journees_go_when_their_time_is_over_exceptions_later_and_control_finds_nothing_amiss()
    {
        await using var stored = await StoredPayments.FillAsync(Now, [.. new RandomPayments(61).Make(150), .. Settled(40)], batch: 31);
        await JournalPartitions.CreateAsync(stored.Database, Now, default);
        stored.Clock.Move(TimeSpan.FromDays(20));
        await stored.Engine.RejudgeAsync(await JourneesAsync(stored), default);
        var before = await CountsAsync(stored);

        Assert.Equal(default, (await MaintainAsync(stored)).Journees);
        Assert.Equal(before, await CountsAsync(stored));

        stored.Clock.Move(TimeSpan.FromDays(28 * 31));
        var rehearsed = await MaintainAsync(stored, attempt: true);
        Assert.Equal(before, await CountsAsync(stored));
        var done = await MaintainAsync(stored);

        Assert.Equal(rehearsed.Journees, done.Journees);
        Assert.True(done.Journees.Journees >= 40 && done.Kept > 0, $"{done}");
        Assert.Contains("journal_2026_01", done.RemovedMonths);
        await BalancesAsync(stored);
        Assert.Equal(0, await CountAsync(stored, "SELECT count(*) FROM ligne WHERE beneficiaire_id LIKE 'B-S%'"));
        Assert.Equal(default, (await MaintainAsync(stored)).Journees);

        stored.Clock.Move(TimeSpan.FromDays(34 * 31));
        await MaintainAsync(stored);
        await BalancesAsync(stored);
        foreach (var table in new[] { "ligne", "lien", "soin", "decision", "ligne_non_rattachee", "journal", "reception" })
        {
            Assert.True(await CountAsync(stored, $"SELECT count(*) FROM {table}") == 0, table);
        }
    }

    [SkippableFact]
    public async Task A_journee_that_a_younger_one_corrects_stays_with_it()
    {
        await using var stored = await StoredPayments.FillAsync(Now,
        [
            Scenario.Ro("X"), Scenario.Ro("Y", -21m, Nature.Annulation, "X", dateSoin: "2026-01-06", payeLe: "2026-02-20"),
            Scenario.Ro("Z"), Scenario.Ro("Z2", -21m, Nature.Annulation, "Z", dateSoin: "2026-01-06"),
        ]);
        stored.Clock.Move(new DateTimeOffset(2028, 5, 1, 10, 0, 0, TimeSpan.Zero) - Now);

        var done = await MaintainAsync(stored);

        Assert.Equal(new ErasedCounts(2, 2, 1), done.Journees);
        Assert.Equal(
            ["B-X 2026-01-05", "B-X 2026-01-06"],
            await stored.ColumnAsync("SELECT beneficiaire_id || ' ' || date_soin FROM ligne ORDER BY 1"));
        await BalancesAsync(stored);
    }

    [SkippableFact]
    public async Task What_the_time_did_not_allow_the_next_run_does()
    {
        await using var stored = await StoredPayments.FillAsync(Now, Settled(30));
        stored.Clock.Move(TimeSpan.FromDays(28 * 31));

        var none = await MaintainAsync(stored, limit: TimeSpan.Zero);
        var all = await MaintainAsync(stored);

        Assert.True(none.IsUnfinished && none.Journees.Journees == 0 && !all.IsUnfinished);
        Assert.Equal(30, all.Journees.Journees);
        await BalancesAsync(stored);
    }

    [SkippableFact]
    public async Task A_line_that_comes_for_a_soin_that_is_gone_is_accepted_and_stands_alone()
    {
        await using var stored = await StoredPayments.FillAsync(Now, [Scenario.Ro("X"), Scenario.Ro("X2", -21m, Nature.Annulation, "X")]);
        stored.Clock.Move(TimeSpan.FromDays(28 * 31));
        await MaintainAsync(stored);

        await stored.Engine.ReconcileLignesAsync([Scenario.Ro("X3", -3m, Nature.Regularisation, "X")], default);

        Assert.Single(await stored.ColumnAsync("SELECT ligne FROM ligne_non_rattachee"));
        await BalancesAsync(stored);
        Assert.Equal(1, (await MaintainAsync(stored)).Journees.Journees);
    }

    [SkippableFact]
    public async Task Quarantine_that_was_closed_long_ago_goes_and_open_messages_stay()
    {
        await using var stored = await StoredPayments.FillAsync(Now, Settled(1));
        await QuarantaineStore.DepositAsync(stored.Database, [.. "abc".Select(c => Refused($"{{{c}"))], Now, default);
        foreach (var id in new[] { 1, 2 })
        {
            var issue = new FollowUp(id, 1, IssueDeSuite.Ecarte, "agent", "motif", null, []) { ByPerson = true };
            Assert.True(await QuarantaineStore.FollowAsync(stored.Database, issue, Now.AddMonths(id == 1 ? 0 : 6), default));
        }

        stored.Clock.Move(TimeSpan.FromDays(13 * 31));
        Assert.Equal(1, (await MaintainAsync(stored, attempt: true)).Quarantaine);
        Assert.Equal(1, (await MaintainAsync(stored)).Quarantaine);
        Assert.Equal(["2", "3"], await stored.ColumnAsync("SELECT quarantaine_id::text FROM quarantaine ORDER BY 1"));
        await BalancesAsync(stored);
    }

    [SkippableFact]
    public async Task Accesses_go_after_a_year_and_the_chain_can_still_be_verified()
    {
        await using var stored = await StoredPayments.FillAsync(Now, []);
        var acces = new AccessLog(stored.Database);
        foreach (var day in Enumerable.Range(0, 20))
        {
            await acces.RecordAsync(new("agent", null, "lireSoin", ["A1"]), Now.AddDays(day), default);
        }

        stored.Clock.Move(Now.AddDays(10).AddMonths(12).AddHours(1) - Now);
        Assert.Equal(11, (await MaintainAsync(stored, attempt: true)).Acces);
        Assert.Equal(11, (await MaintainAsync(stored)).Acces);

        var verified = await acces.VerifyAsync(null, default);
        Assert.Equal((9, null), (verified.Verified, verified.Break));
    }

    [SkippableFact]
    public async Task The_command_rehearses_and_does_what_the_settings_say_and_refuses_settings_that_make_no_sense()
    {
        await using var stored = await StoredPayments.FillAsync(Now.AddYears(-4), Settled(3));
        var environment = new Dictionary<string, string>
        {
            ["RECONCILIATION_POSTGRES"] = stored.ConnectionString,
            ["RECONCILIATION_Conservation__SoinsMois"] = "3",
        };

        var rehearsed = await ReconProcess.RunAsync(environment, "entretien", "--essai");
        Assert.True(rehearsed.Code == 0, rehearsed.Errors);
        Assert.Contains("3 journées", rehearsed.Output, StringComparison.Ordinal);
        Assert.Equal(6, await CountAsync(stored, "SELECT count(*) FROM ligne"));
        Assert.Equal(0, (await ReconProcess.RunAsync(environment, "entretien")).Code);
        Assert.Equal(0, await CountAsync(stored, "SELECT count(*) FROM ligne"));

        environment["RECONCILIATION_Conservation__ExceptionsMois"] = "2";
        var refused = await ReconProcess.RunAsync(environment, "entretien");
        Assert.Equal(1, refused.Code);
        Assert.Contains("ExceptionsMois", refused.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-07-01T00:30:00Z", "2026-07-01T01:00:00Z")]
    [InlineData("2026-07-01T01:00:00Z", "2026-07-02T01:00:00Z")]
    [InlineData("2026-10-24T12:00:00Z", "2026-10-25T02:00:00Z")]
    public void A_daily_run_begins_at_three_in_the_morning_in_Paris(string now, string next) =>
        Assert.Equal(At(next), Recon.MaintenanceCommand.NextRun(At(now)));

    private static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture);

    // Soins that wait for nothing: paid and taken back.
    private static IEnumerable<ReceivedLigne> Settled(int count) =>
        Enumerable.Range(0, count).SelectMany(n => new[] { Scenario.Ro($"S{n}"), Scenario.Ro($"T{n}", -21m, Nature.Annulation, $"S{n}") });

    private static RefusedMessage Refused(string body) =>
        new("essai", Part.Ro, Encoding.UTF8.GetBytes(body), [Regle.Refuse(Regle.Json, "")]);

    internal static Task<MaintenanceOutcome> MaintainAsync(
        StoredPayments stored, bool attempt = false, TimeSpan? limit = null, Reconciler? engine = null, RetentionPeriods? periods = null) =>
        new Maintenance(
            stored.Database, new TableServer(stored.Database, _ => throw new InvalidOperationException("Nothing is on Citus here.")),
            new Erasure(engine ?? stored.Engine), periods ?? new(), stored.Clock)
            .RunAsync(limit ?? Unbounded, attempt, _ => { }, default);

    internal static async Task BalancesAsync(StoredPayments stored)
    {
        Assert.Empty((await stored.Control.VerifyAsync(_ => { }, default)).Differences);
        Assert.Empty(await stored.ColumnAsync("""
            SELECT 'the money of the lines is not where the control totals say'
            FROM (SELECT coalesce(sum(valeur) FILTER (WHERE cle = 'lignes'), 0) AS lignes,
                         coalesce(sum(valeur) FILTER (WHERE cle <> 'lignes'), 0) AS reste
                  FROM compteur WHERE nom = 'controle') AS c
            WHERE lignes <> reste OR lignes <> (SELECT coalesce(sum(montant), 0) FROM ligne)
            """));

        // Counters equal the counts of the tables.
        Assert.Empty(await stored.ColumnAsync("""
            SELECT coalesce(c.cle, s.cle) FROM
                (SELECT cle, sum(valeur) AS n FROM compteur WHERE nom = 'situation' GROUP BY cle HAVING sum(valeur) <> 0) AS c
            FULL JOIN (
                SELECT (ARRAY['Conteste', 'ARapprocher', 'Annule', 'Ecart', 'EnRetard',
                              'EnAttenteRo', 'EnAttenteComplementaire', 'Complet'])[situation + 1] AS cle, count(*) AS n
                FROM soin WHERE remplace_par IS NULL GROUP BY 1) AS s USING (cle)
            WHERE c.n IS DISTINCT FROM s.n
            """));
    }

    private static async Task<IEnumerable<Journee>> JourneesAsync(StoredPayments stored) =>
        await new JourneeWalk(stored.Database, PaymentStreams.Product).NextAsync(JourneeWalk.Start, 10_000, default);

    private static Task<List<string>> CountsAsync(StoredPayments stored) => stored.ColumnAsync(
        "SELECT (SELECT count(*) FROM ligne) || ' ' || (SELECT count(*) FROM soin) || ' ' || (SELECT count(*) FROM journal)");

    private static async Task<long> CountAsync(StoredPayments stored, string sql) =>
        long.Parse((await stored.ColumnAsync($"SELECT ({sql})::text"))[0], System.Globalization.CultureInfo.InvariantCulture);
}
