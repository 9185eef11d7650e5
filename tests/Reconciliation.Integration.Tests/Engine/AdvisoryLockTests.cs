using System.Reflection;
using Npgsql;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>The registry of locks lists each once, and agrees with the locks that the server holds.</summary>
public sealed class AdvisoryLockTests : DatabaseTest
{
    [Fact]
    public void No_number_and_no_name_stands_twice()
    {
        Assert.Equal(AdvisoryLocks.All.Count, AdvisoryLocks.All.Select(l => l.Number).Distinct().Count());
        Assert.Equal(AdvisoryLocks.All.Count, AdvisoryLocks.All.Select(l => l.Name).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Every_lock_that_is_declared_is_listed() => Assert.Equal(
        typeof(AdvisoryLocks).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(f => f.FieldType == typeof(AdvisoryLock)).Select(f => (AdvisoryLock)f.GetValue(null)!),
        AdvisoryLocks.All);

    // Processes of two versions meet at these during an upgrade.
    [Fact]
    public void Numbers_are_what_they_were() => Assert.Equal(
        [
            (1, "JournalRelay"), (2, "DeadlinePump"), (3, "WebhookRelay"), (10, "CounterCompaction"), (12, "GaugeReader"),
            (100, "AccessLog"),
            (101, "JournalPartitions"), (102, "IndexUpkeep"), (103, "Epochs"), (104, "Migrator"),
        ],
        AdvisoryLocks.All.Select(l => (l.Number, l.Holder)));

    [SkippableFact]
    public async Task Each_lock_is_one_of_its_own_to_the_server()
    {
        await using var connection = await Source.OpenConnectionAsync();
        foreach (var taken in AdvisoryLocks.All)
        {
            await using var command = new NpgsqlCommand(taken.TryLock(), connection);
            Assert.Equal(true, await command.ExecuteScalarAsync());
        }

        await using var held = new NpgsqlCommand(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid() "
            + "AND classid = x'5265636f'::int AND objsubid = 2",
            connection);
        Assert.Equal((long)AdvisoryLocks.All.Count, await held.ExecuteScalarAsync());
        await using var unlock = new NpgsqlCommand(AdvisoryLocks.UnlockAll, connection);
        await unlock.ExecuteNonQueryAsync();
        Assert.Equal(0L, await held.ExecuteScalarAsync());
    }
}
