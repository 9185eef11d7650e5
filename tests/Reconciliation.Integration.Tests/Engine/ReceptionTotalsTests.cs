using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;
using Xunit.Abstractions;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>
/// Control totals: the lines that came, those of them that were new, and those refused, noted in the transaction that stores them.
/// </summary>
public sealed class ReceptionTotalsTests(ITestOutputHelper output) : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private NpgsqlDataSource _source = null!;
    private ServiceProvider _services = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(TestInstance.Schema);
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
    [InlineData(21)]
    [InlineData(22)]
    public async Task What_came_is_what_is_new_and_what_was_known(int seed)
    {
        output.WriteLine($"Seed {seed}.");
        var random = new RandomPayments(seed);
        var lines = random.Make(300);
        var sent = random.Shuffle(lines.Concat(lines.Take(90)).Concat(lines.Take(20)));
        foreach (var batch in sent.Chunk(37))
        {
            await Engine().ReconcileLignesAsync(batch, default);
        }

        var stored = lines.DistinctBy(l => (l.Ligne.Id, l.Ligne.Revision, l.Empreinte)).ToList();
        foreach (var part in new[] { Part.Ro, Part.Complementaire })
        {
            var source = part == Part.Ro ? "ameli" : "rc";
            var (received, added, cents) = await TotalsAsync(part, $"source = '{source}'");
            Assert.Equal(sent.Count(l => l.Ligne.Id.Part == part), received);
            Assert.Equal(stored.Count(l => l.Ligne.Id.Part == part), added);
            Assert.Equal(stored.Where(l => l.Ligne.Id.Part == part).Sum(l => l.Ligne.Montant.Cents), cents);
        }
    }

    [SkippableFact]
    public async Task Two_contents_of_one_revision_are_two_lines_even_in_one_batch()
    {
        await Engine().ReconcileLignesAsync([Scenario.Ro("twice", 21m), Scenario.Ro("twice", 20m), Scenario.Ro("twice", 21m)], default);
        Assert.Equal((3, 2, 4100), await TotalsAsync(Part.Ro, "source = 'ameli'"));
    }

    [SkippableFact]
    public async Task A_batch_that_begins_again_with_journees_tied_to_it_is_noted_once()
    {
        await Engine().ReconcileLignesAsync([Scenario.Ro("tied-1", dateSoin: "2026-01-05")], default);
        await Engine()
            .ReconcileLignesAsync(
                [Scenario.Ro("tied-2", nature: Contracts.Nature.Retenue, montant: -2m, origine: "tied-1", dateSoin: "2026-01-07")],
                default);
        Assert.Equal((2, 2, 1900), await TotalsAsync(Part.Ro, "source = 'ameli'"));
    }

    [SkippableTheory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Two_journees_that_lines_tie_together_are_noted_both_ways_whether_the_lines_come_together_or_not(
        bool correction, bool together)
    {
        ReceivedLigne[] lines =
        [
            Scenario.Ro("first", dateSoin: "2026-01-05"),
            correction
                ? Scenario.Ro("second", nature: Contracts.Nature.Retenue, montant: -2m, origine: "first", dateSoin: "2026-01-07")
                : Scenario.Ro("first", dateSoin: "2026-01-07", revision: 2),
        ];
        foreach (var batch in lines.Chunk(together ? 2 : 1))
        {
            await Engine().ReconcileLignesAsync(batch, default);
        }

        await using var command = _source.CreateCommand(
            "SELECT string_agg(concat_ws(' ', beneficiaire_id, date_soin, autre_beneficiaire_id, autre_date_soin), ', ' "
                + "ORDER BY date_soin) FROM lien");
        Assert.Equal("B-first 2026-01-05 B-first 2026-01-07, B-first 2026-01-07 B-first 2026-01-05", await command.ExecuteScalarAsync());
    }

    [SkippableFact]
    public async Task What_is_refused_is_counted_each_time_it_comes()
    {
        RefusedMessage Refused(string origin, string body) =>
            new(origin, Part.Ro, Encoding.UTF8.GetBytes(body), [Regle.Refuse(Regle.Json, "")]);
        await QuarantaineStore.DepositAsync(
            _source, [Refused("a", "1"), Refused("a", "2"), Refused("a", "1"), Refused("b", "1")], TimeProvider.System.GetUtcNow(),
            default);
        await QuarantaineStore.DepositAsync(_source, [Refused("a", "1")], TimeProvider.System.GetUtcNow(), default);
        Assert.Equal((4, 0, 0), await TotalsAsync(Part.Ro, "origine = 'a'"));
        Assert.Equal((1, 0, 0), await TotalsAsync(Part.Ro, "origine = 'b'"));
    }

    private Reconciler Engine() => Engines.On(_source, _services);

    private async Task<(long Received, long Added, long Cents)> TotalsAsync(Part part, string which)
    {
        await using var command = _source.CreateCommand(
            "SELECT sum(recues)::bigint, sum(nouvelles)::bigint, sum(centimes)::bigint "
                + $"FROM reception WHERE part = {part.Number} AND {which}");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }
}
