using System.Globalization;
using Npgsql;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Outages;

/// <summary>
/// The session that keeps relay and feed from the end of the journal is named, wherever on the server it is; a late relay is not ready.
/// </summary>
public sealed class HeldBackTests : IAsyncLifetime
{
    private PostgresPair _pair = null!;
    private NpgsqlDataSource _source = null!;

    // A server of its own: on the shared one others' transactions come and go, and prepared ones are not allowed.
    public async Task InitializeAsync()
    {
        _pair = await TestServers.OrSkipAsync(PostgresPair.StartAsync(("max_prepared_transactions", "2")));
        _source = NpgsqlDataSource.Create(_pair.Primary.ConnectionString);
        await Migrator.MigrateAsync(_source, default);
    }

    public async Task DisposeAsync()
    {
        if (_source is not null)
        {
            await _source.DisposeAsync();
        }

        if (_pair is not null)
        {
            await _pair.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task Each_kind_of_open_transaction_is_named()
    {
        Assert.Null(await HolderAsync());
        await using (var own = await OpenAsync(_pair.Primary.ConnectionString))
        {
            var held = await HolderAsync();
            Assert.Equal((HolderKind.Session, own.ProcessID.ToString(CultureInfo.InvariantCulture)), (held!.Kind, held.Name));
        }

        await NobodyAsync();
        await using (var other = await OpenAsync(
            new NpgsqlConnectionStringBuilder(_pair.Primary.ConnectionString) { Database = "postgres" }.ConnectionString))
        {
            var held = await HolderAsync();
            var process = other.ProcessID.ToString(CultureInfo.InvariantCulture);
            Assert.Equal((HolderKind.OtherDatabase, process, "postgres"), (held!.Kind, held.Name, held.Database));
            Assert.Contains($"pg_terminate_backend({held.Name})", held.Sentence, StringComparison.Ordinal);
        }

        await NobodyAsync();
        await PrepareAsync();
        var prepared = await HolderAsync();
        Assert.Equal((HolderKind.Prepared, "oubliee"), (prepared!.Kind, prepared.Name));
        await PostgresPair.ExecuteAsync(_pair.Primary, "ROLLBACK PREPARED 'oubliee'");
        Assert.Null(await HolderAsync());
    }

    [SkippableFact]
    public async Task A_prepared_transaction_that_keeps_the_relay_is_logged_and_the_engine_not_ready()
    {
        using var log = new CapturedLog();
        await PrepareAsync();
        await using var instance = await TestInstance.StartAsync(_pair.Primary.ConnectionString, log: log);
        await instance.RoAsync(PaymentRecords.Ro("RETENU"));
        instance.Clock.Move(TimeSpan.FromMinutes(1));
        await Eventually.HoldsAsync(
            "it is not ready", async () => (await instance.AskAsync(HttpMethod.Get, "/health/ready", null)).Status == 503);
        await Eventually.HoldsAsync("the log names it", () =>
            log.Lines.Any(l => l.Contains("the prepared transaction 'oubliee' of postgres", StringComparison.Ordinal)));
        await PostgresPair.ExecuteAsync(_pair.Primary, "ROLLBACK PREPARED 'oubliee'");
        await Eventually.HoldsAsync(
            "it is ready", async () => (await instance.AskAsync(HttpMethod.Get, "/health/ready", null)).Status == 200);
    }

    private async Task<HorizonHolder?> HolderAsync() => await HorizonHolder.FindAsync(_source, default) is [var holder] ? holder : null;

    // A server notices a little later that a connection was closed.
    private Task NobodyAsync() => Eventually.HoldsAsync(
        "nobody holds anything back", async () => (await HorizonHolder.FindAsync(_source, default)).Count == 0);

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("BEGIN; SELECT pg_current_xact_id()", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private Task PrepareAsync() => PostgresPair.ExecuteAsync(
        _pair.Primary, "BEGIN; SELECT pg_current_xact_id(); PREPARE TRANSACTION 'oubliee'");
}
