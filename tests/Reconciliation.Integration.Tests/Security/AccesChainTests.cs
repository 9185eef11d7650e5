using Npgsql;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Reconciliation.Tests;
using Xunit;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>The record of accesses: it refuses to be changed, and a change by a superuser is found nevertheless.</summary>
public sealed class AccesChainTests
{
    private static readonly TestTemplate Empty = new("droits", _ => Task.CompletedTask);
    private static readonly DateTimeOffset Debut = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    [SkippableTheory]
    [InlineData("UPDATE acces SET motif = 'autre'")]
    [InlineData("DELETE FROM acces WHERE acces_id = 3")]
    [InlineData("TRUNCATE acces")]
    [InlineData("DELETE FROM acces_ancre")]
    [InlineData("TRUNCATE acces_ancre")]
    [InlineData("SELECT set_config('reconciliation.retention', 'acces', false); UPDATE acces SET motif = 'autre'")]
    public async Task Even_its_owner_cannot_change_it(string sql)
    {
        await using var chain = await Chain.StartAsync(5);
        await chain.Acces.PurgeAsync(Debut.AddMinutes(2), default);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => chain.ExecuteAsync(sql));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        Assert.Null((await chain.Acces.VerifyAsync(null, default)).Break);
    }

    [SkippableFact]
    public async Task A_role_that_was_given_every_table_may_add_to_it_and_no_more()
    {
        await using var database = await TestDatabase.CreateAsync(Empty);
        await using var source = database.CreateSource();
        var role = $"moteur_{new NpgsqlConnectionStringBuilder(database.ConnectionString).Database}";
        await ExecuteAsync($"CREATE ROLE {role}; ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}");
        await Migrator.MigrateAsync(source, default, CellsOfRun.Count);
        await using (var rights = source.CreateCommand(
            $"SELECT string_agg(d, ' ' ORDER BY d) FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS d WHERE "
                + $"has_table_privilege('{role}', 'acces', d)"))
        {
            // Roles are the server's: where another test has made the one that records, no other may add.
            var recorders = source.CreateCommand($"SELECT count(*) FROM pg_roles WHERE rolname = '{AccessGuard.Recorders}'");
            await using (recorders)
            {
                Assert.Equal(
                    await recorders.ExecuteScalarAsync() is 1L ? "SELECT" : "INSERT SELECT", await rights.ExecuteScalarAsync());
            }
        }

        await ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");

        async Task ExecuteAsync(string sql)
        {
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }

    [SkippableTheory]
    [InlineData("UPDATE acces SET motif = 'autre' WHERE acces_id = 4", 4, ChainBreakKind.Modifie)]
    [InlineData("UPDATE acces SET agent = agent || ' ' WHERE acces_id = 4", 4, ChainBreakKind.Modifie)]
    [InlineData("UPDATE acces SET motif = '' WHERE acces_id = 4", 4, ChainBreakKind.Modifie)]
    [InlineData("UPDATE acces SET adherent_id = NULL WHERE acces_id = 4", 4, ChainBreakKind.Modifie)]
    [InlineData("UPDATE acces SET soin_id = '00000000-0000-0000-0000-000000000001' WHERE acces_id = 1", 1, ChainBreakKind.Modifie)]
    [InlineData("UPDATE acces SET le = le + interval '1 microsecond' WHERE acces_id = 9", 9, ChainBreakKind.Modifie)]
    [InlineData("UPDATE acces SET agent = 'agent-4lireSoin', action = '' WHERE acces_id = 4", 4, ChainBreakKind.Modifie)]
    [InlineData("UPDATE acces SET empreinte = sha256('x') WHERE acces_id = 4", 4, ChainBreakKind.Modifie)]
    [InlineData("UPDATE acces SET precedente = sha256('x') WHERE acces_id = 4", 4, ChainBreakKind.Deplace)]
    [InlineData("DELETE FROM acces WHERE acces_id = 4", 5, ChainBreakKind.Manquant)]
    [InlineData("DELETE FROM acces WHERE acces_id <= 2", 3, ChainBreakKind.Manquant)]
    [InlineData(
        "DELETE FROM acces WHERE acces_id = 4; UPDATE acces SET acces_id = acces_id - 1 WHERE acces_id > 4", 4, ChainBreakKind.Deplace)]
    [InlineData(
        "UPDATE acces SET acces_id = 9 - acces_id + 1000 WHERE acces_id IN (4, 5); UPDATE acces SET acces_id = acces_id "
            + "- 1000 WHERE acces_id > 1000", 4, ChainBreakKind.Deplace)]
    [InlineData(
        "INSERT INTO acces SELECT acces_id + 1, le, agent, client, action, adherent_id, soin_id, motif, precedente, empreinte "
            + "FROM acces WHERE acces_id = 9", 10, ChainBreakKind.Deplace)]
    [InlineData(
        "INSERT INTO acces SELECT acces_id + 1, le, agent, client, action, adherent_id, soin_id, motif, empreinte, sha256('x') "
            + "FROM acces WHERE acces_id = 9", 10, ChainBreakKind.Modifie)]
    [InlineData(
        "UPDATE acces SET acces_id = acces_id + 1001 WHERE acces_id > 3; UPDATE acces SET acces_id = acces_id - 1000 WHERE acces_id > "
            + "1000; INSERT INTO acces SELECT 4, le, 'intrus', client, action, adherent_id, soin_id, motif, empreinte, sha256('x') "
            + "FROM acces WHERE acces_id = 3", 4, ChainBreakKind.Modifie)]
    public async Task What_is_changed_removed_inserted_or_moved_is_found_where_it_is(string sql, long place, ChainBreakKind nature)
    {
        await using var chain = await Chain.StartAsync(9);
        Assert.Equal((9, null), await chain.VerifyAsync(null));

        await chain.TamperAsync(sql);

        Assert.Equal(new ChainBreak(place, nature), (await chain.VerifyAsync(null)).Break);
    }

    [SkippableFact]
    public async Task Removed_from_the_end_it_is_found_by_an_anchor_and_by_nothing_else()
    {
        await using var chain = await Chain.StartAsync(9);
        var anchor = (await chain.Acces.VerifyAsync(null, default)).Anchor;
        Assert.Equal((9, null), await chain.VerifyAsync(anchor));

        await chain.TamperAsync("DELETE FROM acces WHERE acces_id > 7");

        Assert.Equal((7, null), await chain.VerifyAsync(null));
        Assert.Equal((7, new(8, ChainBreakKind.Tronque)), await chain.VerifyAsync(anchor));
        await chain.TamperAsync("DELETE FROM acces");
        Assert.Equal((0, new(1, ChainBreakKind.Tronque)), await chain.VerifyAsync(anchor));
    }

    [SkippableFact]
    public async Task Written_again_from_some_place_on_it_is_found_by_an_anchor()
    {
        await using var chain = await Chain.StartAsync(9);
        var anchor = (await chain.Acces.VerifyAsync(null, default)).Anchor;
        await chain.TamperAsync("DELETE FROM acces WHERE acces_id > 6");
        for (var i = 7; i <= 12; i++)
        {
            await chain.RecordAsync(i, "un autre motif");
        }

        Assert.Equal((12, null), await chain.VerifyAsync(null));
        Assert.Equal(new ChainBreak(9, ChainBreakKind.Reecrit), (await chain.VerifyAsync(anchor)).Break);
    }

    [SkippableFact]
    public async Task An_anchor_is_written_and_read_back_and_what_is_none_is_refused()
    {
        await using var chain = await Chain.StartAsync(2);
        var anchor = (await chain.Acces.VerifyAsync(null, default)).Anchor;
        Assert.Equal(anchor, AccessAnchor.Read($" {anchor}\n"));
        Assert.All(
            ["", "2", "2:", $"x{anchor}", anchor.ToString().ToUpperInvariant(), $"{anchor}0"],
            text => Assert.Null(AccessAnchor.Read(text)));
    }

    [SkippableFact]
    public async Task Agents_who_read_at_once_on_several_hosts_leave_one_chain_without_a_gap()
    {
        await using var chain = await Chain.StartAsync(0);
        await using var other = chain.Database.CreateSource();
        var hosts = new[] { chain.Acces, new AccessLog(other) };
        await Task.WhenAll(Enumerable.Range(0, 12).Select(async agent =>
        {
            for (var i = 0; i < 10; i++)
            {
                await hosts[agent % 2].RecordAsync(new($"agent-{agent}", null, "rechercher", [$"A{i}", $"B{i}"]), Debut, default);
            }
        }));

        Assert.Equal((240, null), await chain.VerifyAsync(null));
    }

    [SkippableFact]
    public async Task A_chain_longer_than_what_is_read_at_a_time_is_verified_to_its_end()
    {
        await using var chain = await Chain.StartAsync(0);
        await chain.Acces.RecordAsync(
            new("agent", null, "lireVirement", [.. Enumerable.Range(0, (2 * AccessLog.RowsPerSliceMax) + 1).Select(i => $"A{i}")]), Debut,
            default);
        Assert.Equal(((2 * AccessLog.RowsPerSliceMax) + 1, null), await chain.VerifyAsync(null));
        await chain.TamperAsync($"UPDATE acces SET motif = 'x' WHERE acces_id = {(2 * AccessLog.RowsPerSliceMax) + 1}");
        Assert.Equal(new ChainBreak((2 * AccessLog.RowsPerSliceMax) + 1, ChainBreakKind.Modifie), (await chain.VerifyAsync(null)).Break);
    }

    [SkippableFact]
    public async Task Retention_removes_the_oldest_and_the_rest_still_holds_and_goes_on()
    {
        await using var chain = await Chain.StartAsync(9);
        var old = new AccessAnchor(3, "00");
        var anchor = (await chain.Acces.VerifyAsync(null, default)).Anchor;

        Assert.Equal(0, await chain.Acces.PurgeAsync(Debut, default));
        Assert.Equal(5, await chain.Acces.PurgeAsync(Debut.AddMinutes(6), default));
        Assert.Equal((4, null), await chain.VerifyAsync(anchor));
        Assert.Equal(new ChainBreak(3, ChainBreakKind.AncrePerimee), (await chain.VerifyAsync(old)).Break);

        Assert.Equal(4, await chain.Acces.PurgeAsync(Debut.AddDays(1), default));
        Assert.Equal((0, null), await chain.VerifyAsync(anchor));
        await chain.RecordAsync(10);
        Assert.Equal((1, null), await chain.VerifyAsync(anchor));

        await chain.TamperAsync("DELETE FROM acces_ancre WHERE acces_id = 9");
        Assert.Equal(new ChainBreak(10, ChainBreakKind.Manquant), (await chain.VerifyAsync(null)).Break);
    }

    /// <summary>A database of its own with so many accesses, one a minute, each of another agent to another member.</summary>
    private sealed class Chain(TestDatabase database, NpgsqlDataSource source) : IAsyncDisposable
    {
        public TestDatabase Database => database;

        public AccessLog Acces { get; } = new(source);

        public static async Task<Chain> StartAsync(int accesses)
        {
            var database = await TestDatabase.CreateAsync(TestInstance.Schema);
            var chain = new Chain(database, database.CreateSource());
            for (var i = 1; i <= accesses; i++)
            {
                await chain.RecordAsync(i);
            }

            return chain;
        }

        public Task RecordAsync(int i, string? motif = null) => Acces.RecordAsync(
            new($"agent-{i}", "console", "lireSoin", [$"A{i}"], Motif: motif), Debut.AddMinutes(i).AddTicks(7), default);

        public async Task<(long Verified, ChainBreak? Break)> VerifyAsync(AccessAnchor? anchor)
        {
            var verification = await Acces.VerifyAsync(anchor, default);
            return (verification.Verified, verification.Break);
        }

        /// <summary>Changes rows as a superuser could, past every trigger.</summary>
        public Task TamperAsync(string sql) => ExecuteAsync($"SET session_replication_role = replica; {sql}");

        public async Task ExecuteAsync(string sql)
        {
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await source.DisposeAsync();
            await database.DisposeAsync();
        }
    }
}
