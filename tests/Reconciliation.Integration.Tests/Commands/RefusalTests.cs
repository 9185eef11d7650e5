using Npgsql;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Commands;

/// <summary>What a command cannot start with, it says in one sentence; and what <c>recon migrate</c> does about the schema.</summary>
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

    private static async Task<long> TablesAsync(TestDatabase database)
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
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
