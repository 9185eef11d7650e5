using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Domain;
using Reconciliation.Engine;
using Reconciliation.Integration.Tests.Engine;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Outages;

/// <summary>Through the real intake: a line waits while the server has a fault, and stands alone if the fault is its own.</summary>
public sealed class RaisedFaultTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestInstance _instance = null!;

    private CapturedLog Log { get; } = new();

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(TestInstance.Schema);
        _instance = await TestInstance.StartAsync(_database, log: Log);
    }

    public async Task DisposeAsync()
    {
        await _instance.DisposeAsync();
        await _database.DisposeAsync();
    }

    [SkippableFact]
    public async Task While_a_table_fails_lines_wait_and_then_all_are_written_and_none_is_put_aside()
    {
        var expected = 0;
        string[] codes = ["25006", "42501", "23505", "53100", "XX000", "ZZ999"];
        foreach (var table in FaultTriggers.WrittenTables.Where(t => t != "lien"))
        {
            await _instance.Database.ExecuteAsync(FaultTriggers.Raise(table, codes));
            var received = Engines.ReceiveAsync(
                _instance,
                [
                    .. Enumerable.Range(0, 5).Select(i => Scenario.Ro($"{table}{i}")),
                    Scenario.Ro($"{table}-r", montant: -5m, nature: Contracts.Nature.Regularisation, origine: $"{table}-absent"),
                ]);
            await Eventually.HoldsAsync($"{table} fails", async () =>
                await _instance.CountAsync($"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {FaultTriggers.Attempts}") >= 4);
            Assert.False(received.IsCompleted);
            await _instance.Database.ExecuteAsync(FaultTriggers.Drop(table));
            await received;
            Assert.Equal((table, expected += 6), (table, await _instance.CountAsync("SELECT count(*) FROM ligne")));
        }

        Assert.Equal(0, await _instance.CountAsync("SELECT count(*) FROM quarantaine"));
        Assert.InRange(Log.Lines.Count(l => l.Contains("waits (", StringComparison.Ordinal)), 1, 40);
    }

    [SkippableTheory]
    [InlineData("22003")]
    [InlineData("22P05")]
    [InlineData("54000")]
    public async Task What_a_line_causes_puts_that_line_alone_aside(string code)
    {
        foreach (var (table, column) in new[] { ("ligne", "beneficiaire_id"), ("soin", "beneficiaire_id"), ("journal", "beneficiaire_id") })
        {
            await _instance.Database.ExecuteAsync(FaultTriggers.Raise(table, [code], $"NEW.{column} = 'B-{table}3'"));
            await Engines.ReceiveAsync(_instance, [.. Enumerable.Range(0, 8).Select(i => Scenario.Ro($"{table}{i}"))]);
            await _instance.Database.ExecuteAsync(FaultTriggers.Drop(table));
            Assert.Equal(7, await _instance.CountAsync("SELECT count(*) FROM ligne WHERE decompte LIKE $1", table + "%"));
            Assert.Equal(1, await _instance.CountAsync(
                "SELECT count(*) FROM quarantaine WHERE motifs::text LIKE '%stockage%' AND convert_from(corps, 'UTF8') LIKE $1",
                $"%B-{table}3%"));
        }

        Assert.Equal(3, await _instance.CountAsync("SELECT count(*) FROM quarantaine"));
    }

    [SkippableFact]
    public async Task A_quarantine_that_fails_is_waited_for_whatever_its_code()
    {
        await _instance.Database.ExecuteAsync(FaultTriggers.Raise("quarantaine", ["22003", "23505", "42501", "54000"]));
        var intake = _instance.Services.GetRequiredService<Intake>();
        var received = intake.ReceiveAsync(Part.Ro.Queue, new("not json"u8.ToArray()), default);
        await Eventually.HoldsAsync(
            "it fails", async () => await _instance.CountAsync($"SELECT last_value FROM {FaultTriggers.Attempts}") >= 4);
        Assert.False(received.IsCompleted);
        await _instance.Database.ExecuteAsync(FaultTriggers.Drop("quarantaine"));
        await received;
        Assert.Equal(1, await _instance.CountAsync("SELECT count(*) FROM quarantaine WHERE nombre = 1"));
    }
}
