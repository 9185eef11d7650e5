using Npgsql;
using Reconciliation.Integration.Tests.Commands;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>
/// The record of accesses proves itself: nobody stops it with a row, only old rows are removed, from its start, and a row that was removed
/// or written again shows against the anchor that a command gave before.
/// </summary>
public sealed class AccesGuardTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Long = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    private TestDatabase _database = null!;
    private NpgsqlDataSource _source = null!;

    private AccessLog Log => new(_source);

    private Dictionary<string, string> Environment => new() { ["RECONCILIATION_POSTGRES"] = _database.ConnectionString };

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(TestInstance.Schema);
        _source = _database.CreateSource();
        for (var i = 0; i < 6; i++)
        {
            await Log.RecordAsync(new($"agent-{i}", "console", "lireSoin", [$"A{i}", $"B{i}"]), Long.AddMinutes(i), default);
        }
    }

    public async Task DisposeAsync()
    {
        await _source.DisposeAsync();
        await _database.DisposeAsync();
    }

    [SkippableTheory]
    [InlineData("acces_id + 1, precedente")]
    [InlineData("acces_id + 1, sha256('x')")]
    [InlineData("acces_id + 2, empreinte")]
    [InlineData("9223372036854775807, empreinte")]
    [InlineData("0, empreinte")]
    public async Task A_row_that_does_not_follow_the_last_one_is_refused_so_that_agents_go_on(string place)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync($"""
            INSERT INTO acces (le, agent, action, empreinte, acces_id, precedente)
            SELECT le, agent, action, sha256('y'), {place} FROM acces ORDER BY acces_id DESC LIMIT 1
            """));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        await Log.RecordAsync(new("agent", null, "lireSoin", ["A"]), Long.AddHours(1), default);
        Assert.Equal((13, null), await VerifiedAsync());
    }

    [SkippableTheory]
    [InlineData("DELETE FROM acces WHERE acces_id = 12")]
    [InlineData("DELETE FROM acces WHERE acces_id BETWEEN 3 AND 5")]
    [InlineData("DELETE FROM acces WHERE acces_id <= 2")]
    [InlineData("DELETE FROM acces")]
    public async Task Saying_that_it_is_retention_is_not_enough(string sql)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(
            () => ExecuteAsync($"SELECT set_config('reconciliation.retention', 'acces', false); {sql}"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        Assert.Equal((12, null), await VerifiedAsync());
    }

    [SkippableFact]
    public async Task Retention_removes_nothing_that_is_younger_than_the_least_age_whatever_it_is_asked()
    {
        await Log.RecordAsync(new("agent", null, "lireSoin", ["A"]), TimeProvider.System.GetUtcNow(), default);
        await Assert.ThrowsAsync<PostgresException>(() => Log.PurgeAsync(TimeProvider.System.GetUtcNow().AddMinutes(1), default));
        Assert.Equal(12, await Log.PurgeAsync(Long.AddDays(1), default));
        Assert.Equal((1, null), await VerifiedAsync());
    }

    [SkippableFact]
    public async Task A_role_of_its_own_adds_to_the_record_and_the_engine_neither_adds_nor_anchors()
    {
        // Roles are the server's: a test that runs beside this one may have made it already.
        var engine = $"moteur_{new NpgsqlConnectionStringBuilder(_database.ConnectionString).Database}";
        await ExecuteAsync($"""
            CREATE ROLE {engine};
            GRANT SELECT, INSERT, UPDATE, DELETE ON acces, acces_ancre TO {engine};
            DO $$ BEGIN CREATE ROLE {AccessGuard.Recorders} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$
            """);
        await ExecuteAsync(AccessGuard.Rights);
        Assert.Equal("acces SELECT, acces_ancre SELECT", await RightsAsync(engine));
        Assert.Equal("acces INSERT, acces SELECT, acces_ancre SELECT", await RightsAsync(AccessGuard.Recorders));
        await ExecuteAsync($"DROP OWNED BY {engine}; DROP ROLE {engine}; DROP OWNED BY {AccessGuard.Recorders}");
    }

    [SkippableTheory]
    [InlineData("DELETE FROM acces WHERE acces_id > 7", "Tronque 8")]
    [InlineData("UPDATE acces SET empreinte = sha256(empreinte), precedente = precedente WHERE acces_id = 12", "Reecrit 12")]
    public async Task Verify_prints_the_anchor_and_with_it_finds_what_it_cannot_find_by_itself(string sql, string found)
    {
        var before = await ReconProcess.RunAsync(Environment, "verify");
        Assert.True(before.Code == 0, before.Output + before.Errors);
        var anchor = AnchorIn(before.Output);
        var nightly = await ReconProcess.RunAsync(Environment, "entretien", "--essai");
        Assert.Equal(anchor, AnchorIn(nightly.Output));
        Assert.Equal(0, (await ReconProcess.RunAsync(Environment, "verify", "--ancre", anchor)).Code);

        await ExecuteAsync($"SET session_replication_role = replica; {sql}");
        var after = await ReconProcess.RunAsync(Environment, "verify", "--ancre", anchor);

        Assert.Equal(2, after.Code);
        Assert.Matches($"DIFFÉRENCE acces ({found}|Modifie 12)", after.Output);
        Assert.Equal(1, (await ReconProcess.RunAsync(Environment, "verify", "--ancre", "12:abc")).Code);
    }

    private static string AnchorIn(string output) => output.Split('\n').Select(l => l.Split("Ancre du registre des accès : "))
        .Where(p => p.Length == 2).Select(p => p[1].Trim()).First();

    private async Task<string?> RightsAsync(string role)
    {
        await using var command = _source.CreateCommand($"""
            SELECT string_agg(t || ' ' || d, ', ' ORDER BY t, d)
            FROM unnest(ARRAY['acces', 'acces_ancre']) AS t, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS d
            WHERE has_table_privilege('{role}', t, d)
            """);
        return await command.ExecuteScalarAsync() as string;
    }

    private async Task<(long Verified, ChainBreak? Break)> VerifiedAsync()
    {
        var verification = await Log.VerifyAsync(null, default);
        return (verification.Verified, verification.Break);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
