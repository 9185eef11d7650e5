using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>Several engines on one database, batches in any order and many at a time: the stored views are the fold of all lines.</summary>
public sealed class EngineTests(ITestOutputHelper output) : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private NpgsqlDataSource _source = null!;
    private ServiceProvider _services = null!;
    private readonly ShiftedClock _clock = new();

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(TestInstance.PlainSchema);
        _source = Hosting.Database.CreateSource(_database.ConnectionString);
        _services = Engines.Services();
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await _source.DisposeAsync();
        await _database.DisposeAsync();
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Concurrent_batches_in_any_order_leave_the_fold_of_all_lines(int seed)
    {
        output.WriteLine($"Seed {seed}.");
        var random = new RandomPayments(seed);
        var lines = random.Make(400);
        var sent = random.Shuffle(lines.Concat(lines.Take(60)));
        var batches = new Queue<ReceivedLigne[]>();
        for (var start = 0; start < sent.Length;)
        {
            var batch = sent.Skip(start).Take(random.UpTo(40)).ToArray();
            batches.Enqueue(batch);
            start += batch.Length;
        }

        var engines = Enumerable.Range(0, 3).Select(_ => Engine()).ToArray();
        await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (batch, ct) =>
            await Retry(() => engines[batch.Length % 3].ReconcileLignesAsync(batch, ct)));

        await AssertStoredViewsAreTheFold(lines);
        await AssertNothingMovesOnReplay(engines[0], lines);
    }

    [SkippableFact]
    public async Task Two_revisions_in_two_journees_at_once_end_in_one_soin()
    {
        for (var round = 0; round < 20; round++)
        {
            var first = Scenario.Ro($"move{round}", dateSoin: "2026-01-05");
            var second = Scenario.Ro($"move{round}", dateSoin: "2026-01-06", revision: 2);
            await Task.WhenAll(
                Retry(() => Engine().ReconcileLignesAsync([first], default)),
                Retry(() => Engine().ReconcileLignesAsync([second], default)));
            var views = await Views($"B-move{round}");
            var alive = Assert.Single(views, v => v.Situation != Contracts.Situation.Annule);
            Assert.Equal(new DateOnly(2026, 1, 6), alive.DateSoin);
        }
    }

    [SkippableFact]
    public async Task A_correction_before_its_origin_waits_unattached_and_joins_it()
    {
        await Engine()
            .ReconcileLignesAsync(
                [Scenario.Ro("late-2", nature: Contracts.Nature.Retenue, montant: -2m, origine: "late-1", dateSoin: "2026-01-07")],
                default);
        Assert.Empty(await Views("B-late-1"));
        Assert.Equal(1L, await Scalar("SELECT count(*) FROM ligne_non_rattachee"));

        await Engine().ReconcileLignesAsync([Scenario.Ro("late-1", dateSoin: "2026-01-05")], default);
        var view = Assert.Single(await Views("B-late-1"));
        Assert.Equal(2.00m, view.MontantTotal.Retenues);
        Assert.Equal(0L, await Scalar("SELECT count(*) FROM ligne_non_rattachee"));
    }

    [SkippableFact]
    public async Task A_line_that_stands_again_since_several_hold_its_name_is_counted_again()
    {
        ReceivedLigne[] lines =
        [
            Scenario.Ro("held", beneficiaire: "first"),
            Scenario.Ro("held", beneficiaire: "second", revision: 2),
            Scenario.Ro("held", beneficiaire: "third"),
        ];
        foreach (var line in lines)
        {
            await Engine().ReconcileLignesAsync([line], default);
        }

        await AssertStoredViewsAreTheFold(lines);
    }

    [SkippableFact]
    public async Task Every_version_has_one_journal_entry_and_positions_rise_with_versions()
    {
        var random = new RandomPayments(11);
        foreach (var batch in random.Shuffle(random.Make(200)).Chunk(7))
        {
            await Engine().ReconcileLignesAsync(batch, default);
        }

        Assert.Equal(0L, await Scalar("""
            SELECT count(*) FROM (
                SELECT version, row_number() OVER (PARTITION BY soin_id ORDER BY transaction, position) AS rank FROM journal) AS j
            WHERE version <> rank
            """));
        Assert.Equal(0L, await Scalar("""
            SELECT count(*) FROM soin AS s
            WHERE NOT EXISTS (SELECT FROM journal AS j WHERE j.soin_id = s.soin_id AND j.version = s.version AND j.vue::text = s.vue::text)
            """));
    }

    private Reconciler Engine() => Engines.On(_source, _services, _clock);

    private async Task AssertStoredViewsAreTheFold(IReadOnlyList<ReceivedLigne> lines)
    {
        var folded = JourneeFold.Run(JourneeDeSoins.From(lines.Select(l => l.Ligne)), Engines.Judge, _clock.GetUtcNow());
        var expected = folded.Soins
            .Select(s => Neutral(VueMapper.From(s.Vue, Guid.Empty, 0, default)))
            .Order(StringComparer.Ordinal).ToList();
        var stored = (await Views(null))
            .Where(
                v => v.RemplacePar is null
                    && v.PartRo.Etat != Contracts.EtatPart.NonAttendue | v.PartComplementaire.Etat != Contracts.EtatPart.NonAttendue)
            .Select(Neutral).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(expected, stored);
        Assert.Equal(
            folded.NonRattachees.Select(l => l.Id.Canonical()).Order(StringComparer.Ordinal),
            (await Column("SELECT ligne FROM ligne_non_rattachee")).Order(StringComparer.Ordinal));
        await AssertControlTotalsBalance(lines);
        Assert.Equal(
            (long)lines.Select(l => (l.Ligne.Id, l.Ligne.Revision, l.Empreinte)).Distinct().Count(),
            await Scalar("SELECT count(*) FROM ligne"));
    }

    private async Task AssertNothingMovesOnReplay(Reconciler engine, IReadOnlyList<ReceivedLigne> lines)
    {
        var before = await Scalar("SELECT count(*) FROM journal");
        await Retry(() => engine.ReconcileLignesAsync(lines, default));
        Assert.Equal(before, await Scalar("SELECT count(*) FROM journal"));
    }

    private static string Neutral(Contracts.Vue view) =>
        StoredJson.Write(view with { SoinId = Guid.Empty, Version = 0, MisAJourLe = default, Epoque = null });

    // Deadlocks and the like are the ingestion's to retry; here the engine is called without it.
    private static async Task Retry(Func<Task> action)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await action();
                return;
            }
            catch (NpgsqlException e) when (Faults.PassesByItself(e) && attempt < 10)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20 * attempt), TimeProvider.System);
            }
        }
    }

    private async Task<List<Contracts.Vue>> Views(string? beneficiaire) =>
        [.. (await Column($"SELECT vue::text FROM soin WHERE {(beneficiaire is null ? "true" : $"beneficiaire_id = '{beneficiaire}'")}"))
            .Select(StoredJson.ReadVue)];

    private async Task<List<string>> Column(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }

    private async Task AssertControlTotalsBalance(IReadOnlyList<ReceivedLigne> lines)
    {
        var totals = (await Counters.ReadAsync(_source, Counters.Control, null, default)).ToDictionary(c => c.Key, c => c.Value);
        long Total(string which) => totals.GetValueOrDefault(which);
        Assert.Equal(
            lines.DistinctBy(l => (l.Ligne.Id, l.Ligne.Revision, l.Empreinte)).Sum(l => l.Ligne.Montant.Cents), Total(Counters.Lignes));
        Assert.Equal(await Scalar("SELECT coalesce(sum(montant), 0)::bigint FROM ligne_non_rattachee"), Total(Counters.NonRattachees));
        Assert.Equal(await Scalar("SELECT coalesce(sum(paye), 0)::bigint FROM soin"), Total(Counters.Vues));
        Assert.Equal(0, Total(Counters.Lignes) - Total(Counters.Vues) - Total(Counters.NonRattachees) - Total(Counters.Replaced));
    }

    private async Task<object?> Scalar(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
