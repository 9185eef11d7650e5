using Npgsql;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Recon;
using Xunit;

namespace Reconciliation.Integration.Tests.Commands;

/// <summary>
/// A command that cannot start tells the cause in one sentence; <c>recon migrate</c> makes a database fit that lacks the schema.
/// </summary>
public sealed class RefusalTests
{
    private static readonly TestTemplate Empty = new("vide", _ => Task.CompletedTask);

    private static readonly Dictionary<string, string> Complete = new()
    {
        ["RECONCILIATION_POSTGRES"] = "Host=127.0.0.1;Port=1;Username=x;Password=secret-x;Database=x;Timeout=2",
        ["RECONCILIATION_RABBITMQ"] = "amqp://x:secret-x@127.0.0.1:1/",
        ["RECONCILIATION_AUTHORITY"] = "https://identite.example",
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
    };

    [Theory]
    [InlineData("api", "RECONCILIATION_POSTGRES", null)]
    [InlineData("api", "RECONCILIATION_RABBITMQ", null)]
    [InlineData("api", "RECONCILIATION_AUTHORITY", null)]
    [InlineData("engine", "RECONCILIATION_POSTGRES", null)]
    [InlineData("engine", "RECONCILIATION_RABBITMQ", null)]
    [InlineData("engine", "RECONCILIATION_AUTHORITY", null)]
    [InlineData("migrate", "RECONCILIATION_POSTGRES", null)]
    [InlineData("api", "RECONCILIATION_POSTGRES", "pas une chaîne")]
    [InlineData("engine", "RECONCILIATION_RABBITMQ", "http://ailleurs")]
    [InlineData("api", "RECONCILIATION_POSTGRES_FILE", "/nulle/part/mot-de-passe")]
    [InlineData("run", "RECONCILIATION_PORT", "quatre-vingts")]
    public async Task A_setting_that_is_missing_or_wrong_is_named(string command, string variable, string? value)
    {
        var environment = new Dictionary<string, string>(Complete);
        environment.Remove(variable.Replace("_FILE", "", StringComparison.Ordinal));
        if (command == "run")
        {
            environment.Remove("RECONCILIATION_POSTGRES");
            environment.Remove("RECONCILIATION_RABBITMQ");
        }

        if (value is not null)
        {
            environment[variable] = value;
        }

        Assert.Contains(variable, Sentence(await ReconProcess.RunAsync(environment, command)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api")]
    [InlineData("engine")]
    [InlineData("migrate")]
    [InlineData("run")]
    public async Task A_database_that_does_not_answer_is_one_sentence_without_the_password(string command)
    {
        var environment = new Dictionary<string, string>(Complete);
        environment.Remove("RECONCILIATION_RABBITMQ");
        if (command is "api" or "engine")
        {
            environment["RECONCILIATION_RABBITMQ"] = Complete["RECONCILIATION_RABBITMQ"];
        }

        var sentence = Sentence(await ReconProcess.RunAsync(environment, command));
        Assert.Contains("RECONCILIATION_POSTGRES", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-x", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api")]
    [InlineData("migrate")]
    [InlineData("entretien")]
    [InlineData("verify")]
    [InlineData("quarantine", "list")]
    public async Task Of_a_database_that_does_not_answer_it_is_said_which_was_asked_as_whom_and_why(params string[] command)
    {
        var sentence = Sentence(await ReconProcess.RunAsync(Complete, command));
        Assert.Contains("(x on 127.0.0.1:1, as x) does not answer: Connection refused.", sentence, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("migrate")]
    [InlineData("entretien")]
    [InlineData("quarantine", "list")]
    public async Task What_the_server_said_is_said_with_its_code(params string[] command)
    {
        await using var database = await TestDatabase.CreateAsync(Empty);
        var asked = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var missing = Sentence(await RunAsync(new(asked.ConnectionString) { Database = "recon_nowhere" }, command));
        Assert.Contains("(recon_nowhere on ", missing, StringComparison.Ordinal);
        Assert.Contains(
            $", as {asked.Username}) does not exist: 3D000, database \"recon_nowhere\" does not exist.", missing, StringComparison.Ordinal);

        var unknown = Sentence(await RunAsync(new(asked.ConnectionString) { Username = "recon_nobody", Password = "secret-x" }, command));
        Assert.Contains("as recon_nobody) ", unknown, StringComparison.Ordinal);
        Assert.Matches("28P01, password authentication failed|28000, role \"recon_nobody\" does not exist", unknown);
        Assert.DoesNotContain("secret-x", unknown, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_role_that_may_not_change_the_schema_hears_what_it_was_denied()
    {
        await using var database = await TestDatabase.CreateAsync(Empty);
        var role = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database + "_denied";
        await using var source = database.CreateSource();
        await using (var create = source.CreateCommand($"CREATE ROLE {role} LOGIN PASSWORD 'secret-x'"))
        {
            await create.ExecuteNonQueryAsync();
        }

        try
        {
            var sentence = Sentence(await RunAsync(new(database.ConnectionString) { Username = role, Password = "secret-x" }, "migrate"));
            Assert.Contains(
                $"as {role}) does not let this role do that: 42501, permission denied for schema public. ", sentence,
                StringComparison.Ordinal);
            Assert.Contains("owner of the database", sentence, StringComparison.Ordinal);
        }
        finally
        {
            await using var drop = source.CreateCommand($"DROP ROLE {role}");
            await drop.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public void Of_a_refusal_neither_the_detail_nor_a_quoted_value_is_said()
    {
        using var source = NpgsqlDataSource.Create(Complete["RECONCILIATION_POSTGRES"]);
        var row = new PostgresException(
            "duplicate key value", "ERROR", "ERROR", PostgresErrorCodes.UniqueViolation, detail: "Key (a)=(A0001) exists.");
        Assert.EndsWith(" refused: 23505, duplicate key value.", DatabaseRefusal.Say(source, row).Message, StringComparison.Ordinal);
        var value =
            new PostgresException("invalid input syntax: \"A0001\"", "ERROR", "ERROR", PostgresErrorCodes.InvalidTextRepresentation);
        Assert.EndsWith(" refused: 22P02.", DatabaseRefusal.Say(source, value).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("espace", "agent")]
    public async Task A_token_is_made_for_known_scopes_only(params string[] scopes)
    {
        var (code, output, _) = await ReconProcess.RunAsync(new Dictionary<string, string>(), ["token", .. scopes]);
        Assert.NotEqual(0, code);
        Assert.DoesNotContain("eyJ", output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_database_without_the_schema_is_refused_until_it_is_migrated_and_migrating_again_changes_nothing()
    {
        await using var database = await TestDatabase.CreateAsync(Empty);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, database.ConnectionString + "\n");
        try
        {
            var environment = new Dictionary<string, string>(Complete);
            environment.Remove("RECONCILIATION_POSTGRES");
            environment["RECONCILIATION_POSTGRES_FILE"] = file;
            Assert.Contains("recon migrate", Sentence(await ReconProcess.RunAsync(environment, "api")), StringComparison.Ordinal);
            Assert.Contains("recon migrate", Sentence(await ReconProcess.RunAsync(environment, "engine")), StringComparison.Ordinal);
            Assert.Equal(0, await TablesAsync(database));

            var first = await ReconProcess.RunAsync(environment, "migrate");
            var tables = await TablesAsync(database);
            var second = await ReconProcess.RunAsync(environment, "migrate");

            Assert.Equal((0, 0), (first.Code, second.Code));
            Assert.Contains("_Initiale", first.Output, StringComparison.Ordinal);
            Assert.Equal("Le schéma est à jour.", second.Output);
            Assert.True(tables >= 8, $"{tables}");
            Assert.Equal(tables, await TablesAsync(database));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Task<(int Code, string Output, string Errors)> RunAsync(NpgsqlConnectionStringBuilder asked, params string[] command) =>
        ReconProcess.RunAsync(new Dictionary<string, string>(Complete) { ["RECONCILIATION_POSTGRES"] = asked.ConnectionString }, command);

    private static async Task<long> TablesAsync(TestDatabase database)
    {
        await using var source = database.CreateSource();
        await using var command = source.CreateCommand("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static string Sentence((int Code, string Output, string Errors) end)
    {
        Assert.True(end.Code == 1, $"{end.Code}: {end.Output} {end.Errors}");
        Assert.Single(end.Errors.Split('\n'));
        Assert.EndsWith(".", end.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", end.Errors + end.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", end.Errors + end.Output, StringComparison.Ordinal);
        return end.Errors;
    }
}
